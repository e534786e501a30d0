// Searches of records over FHIR: of the person whom the body names, or the list of the caller, page by page.
#pragma once

#include "gateway/network/mhd/persons/page_token.h"
#include "gateway/network/server/records/record_kind.h"

namespace renkei::server {

// What a kind that has lists says beside (RecordKind):
//   has_list, listed_for   whether a request without a person is for the list, and a page of it
//   check_wanted, is_wanted, note_wanted   what else a search asks for; in the audit
// Of lists that are searched by nothing else.
struct WholeList {
    static diag::Result<void> check_wanted(const Request& /*request*/) { return {}; }
    static diag::Result<bool> is_wanted(const Request& /*request*/, const auto& /*shown*/) { return true; }
    static void note_wanted(const Request& /*request*/, AuditQueryText& /*query*/) {}
};

template <class Record>
class RecordSearch {
    using Of = RecordKind<Record>;
    using Shown = typename Of::Shown;

public:
    RecordSearch(ServerContext& gateway, Request request)
        : gateway_(gateway),
          request_(std::move(request)),
          query_(Of::type) {}

    // By its tag, where documents have the type, too, or by a link of a page before.
    bool is_for_records() {
        const std::string_view token = request_.parameter(page_link_parameter);
        if (token.empty()) {
            return !Of::is_in_documents || asks_for_records(request_);
        }
        const std::optional<mhd::PageToken> page =
            mhd::open_page(gateway_.store().search_key(), bound_to(), token);
        if (page) {
            asked_beside_ = request_.query;
            request_.query = {page->parameters.begin(), page->parameters.end()};
            after_ = page->after;
            is_continued_ = true;
        }
        return page.has_value();
    }

    AuditedResponse answer() {
        diag::Result<std::string> found = run();
        AuditQueryText query = query_; // last: a long one leaves out nothing of what was found
        Of::note_wanted(request_, query);
        about_.query = query.text();
        return search_response(gateway_, request_, std::move(found), about_).as(Of::listed);
    }

private:
    std::string bound_to() const { return fmt::format("{}/{}", request_.caller.peer->id, Of::type); }

    diag::Result<std::string> run() {
        TRY_VOID(Of::check_wanted(request_));
        if (request_.parameter(patient_parameter).empty() && Of::has_list(request_, is_continued_)) {
            return find_listed();
        }
        return find_of_person<Record>(gateway_, request_, query_, about_, [this](const Shown& it) {
            return Of::is_wanted(request_, it).value_or(false);
        });
    }

    diag::Result<std::string> find_listed() {
        TRY_VOID(check_beside_page(asked_beside_, request_.query));
        TRY_VOID(check_repeats(gateway_, request_, Of::parameters));
        TRY_VOID(check_known(gateway_, request_, Of::parameters));
        const std::string_view count = request_.parameter(count_name);
        const std::optional<std::uint32_t> limit =
            count.empty() ? page_of_list.usual : read_count(count, page_of_list);
        if (!limit) {
            return diag::fail(diag::message::parameter_wrong, {},
                              {std::string(count_name), std::string(count), form_of(page_of_list)});
        }
        using Listed = ledger::WorkPage<Shown>;
        TRY(const Listed page, gateway_.store().read_value<Listed>([&](const store::Snapshot& snapshot) {
            return Of::listed_for(gateway_, request_, snapshot, after_, *limit);
        }));
        std::vector<seal::Hash> persons;
        for (const Shown& each : page.records) {
            persons.push_back(each.person);
        }
        query_.add("persons", audit_persons_text(persons));
        const Pairs used = used_parameters(request_, std::to_string(*limit));
        TRY(const std::string next, next_page(page.after, used));
        std::vector<FoundRecord> found;
        for (const Shown& each : page.records) {
            TRY(const bool is_wanted, Of::is_wanted(request_, each));
            if (is_wanted) {
                found.push_back(Of::written(gateway_, request_, each, person_in(each)));
            }
        }
        query_.add("found", std::to_string(found.size()));
        const bool is_all = next.empty() && !is_continued_;
        return searchset(request_, Of::type, found, is_all ? std::optional(found.size()) : std::nullopt, used,
                         next);
    }

    diag::Result<std::string> next_page(const std::string& after, Pairs used) const {
        if (after.empty()) {
            return std::string();
        }
        TRY(const std::string token,
            mhd::seal_page(gateway_.store().search_key(), bound_to(),
                           {.parameters = {used.begin(), used.end()}, .after = after}));
        used.emplace_back(page_link_parameter, token);
        return search_url(request_, Of::type, used);
    }

    ServerContext& gateway_;
    Request request_; // of a page: with the parameters of the first
    AuditQueryText query_;
    AuditSubject about_{};
    std::string after_{};
    Pairs asked_beside_{}; // of a page: in its own URL
    bool is_continued_ = false;
};

} // namespace renkei::server
