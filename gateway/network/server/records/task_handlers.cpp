// What is under way over FHIR: about a person, and the caller's own work list; and entering an application
// for certification.
#include "gateway/core/text/alternatives.h"
#include "gateway/core/text/words.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/tasks.h"
#include "gateway/network/mhd/persons/page_token.h"
#include "gateway/network/server/records/record_kind.h"
#include "gateway/network/server/records/task_resource.h"
#include "generated/messages/ledger.h"
#include "generated/messages/records.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::server {
namespace {

using ledger::Task;
using sharing::Certification;

constexpr std::string_view owner_parameter = "owner.identifier";
constexpr std::string_view status_parameter = "status";
constexpr std::string_view status_system = "http://hl7.org/fhir/task-status|"; // may stand before a code

policy::Identifier owner_of(const sharing::Certification& application) {
    return policy::identifier_of({"insurer", application.insurer});
}
policy::Identifier owner_of(const sharing::OpinionRequest& request) {
    return policy::identifier_of(request.institution);
}

// Codes of a parameter, "requested,in-progress"; empty: it was not given.
Result<std::vector<TaskStatus>> wanted_statuses(const Request& request) {
    std::vector<TaskStatus> out;
    std::string_view rest = request.parameter(status_parameter);
    while (!rest.empty()) {
        std::string_view code = text::next_part(rest, ',');
        code.remove_prefix(code.starts_with(status_system) ? status_system.size() : 0);
        const auto* const known = std::ranges::find(task_statuses, code);
        if (known == std::end(task_statuses)) {
            return diag::fail(
                message::parameter_wrong, {},
                {std::string(status_parameter), std::string(code), text::alternatives(task_statuses)});
        }
        out.push_back(static_cast<TaskStatus>(known - std::begin(task_statuses)));
    }
    return out;
}

// "system|value", or the value alone.
bool is_owner(const policy::Identifier& owner, std::string_view token) {
    const std::size_t bar = token.find('|');
    return bar == std::string_view::npos
               ? owner.value == token
               : owner.system == token.substr(0, bar) && owner.value == token.substr(bar + 1);
}

// Only the municipality to which it was made.
Result<void> check_receiver(const policy::Peer& caller, const policy::Number& insurer) {
    return insurer.kind == "insurer" && access::insurer_number_of(caller) == insurer.value
               ? Result<void>()
               : diag::fail(message::record_of_other, {}, {to_text(insurer)});
}

} // namespace

// Read as what is under way, and entered as an application.
template <>
struct RecordKind<Certification> {
    using Read = ReadApplication;
    using Shown = Task;
    static constexpr std::string_view type = task_type;
    static constexpr std::string_view person = "Task.for";
    static constexpr AuditedAs listed = listed_tasks;
    static constexpr auto parameters = &task_record_parameters;
    static constexpr auto list = &store::PersonRecords::certifications;

    static Result<Read> read(ServerContext& gateway, const Request& /*request*/, const json::Tree& tree) {
        return read_application(tree, forms_of(gateway));
    }
    // Its version changes with the state, which the record alone does not say, and not with the name of the
    // person.
    static FoundRecord written(ServerContext& gateway, const Request& request, const Task& task,
                               const policy::Identifier& person) {
        return std::visit(
            [&](const auto& it) {
                const auto& [record, state] = it;
                RecordView view = view_of(gateway, request, {}, {});
                view.version = seal::to_hex(seal::keyed_hash(gateway.store().search_key(),
                                                             {"task", write_task(record, state, view)}))
                                   .substr(0, 16);
                view.person = person;
                return FoundRecord{record.id, write_task(record, state, view), view.version};
            },
            task.what);
    }
    static Result<std::optional<Task>> with_id(ServerContext& gateway, const Request& request,
                                               const store::Snapshot& snapshot, const seal::Hash& /*person*/,
                                               std::string_view id) {
        return ledger::task_with_id(snapshot, reader_of(gateway, request), id);
    }
    static Result<std::vector<Task>> of_person(ServerContext& gateway, const Request& request,
                                               const store::Snapshot& snapshot,
                                               const ledger::Subject& subject) {
        return ledger::tasks_of(snapshot, reader_of(gateway, request), subject.person, subject.insurer);
    }

    static Result<void> check_new(ServerContext& /*gateway*/, const policy::Peer& caller, const Read& read) {
        return check_receiver(caller, read.insurer);
    }
    static Result<void> check_person(const Entry& entry, const Read& read,
                                     const store::PersonRecords& /*records*/) {
        return entry.present.state.insurer == read.insurer.value
                   ? Result<void>()
                   : diag::fail(message::insurer_other, {}, {entry.subject.insurer});
    }
    // It has not ended.
    static bool is_same(const Certification& kept, const Read& read, const policy::Peer& /*caller*/) {
        return kept.is_open() && kept.insurer == read.insurer.value && kept.kind == read.application.kind &&
               kept.applied() == read.application.applied();
    }
    static Task shown(Certification record, const seal::Hash& person, const ledger::PresentPerson& present,
                      const store::PersonRecords& records) {
        const Certification now = sharing::with_opinion(std::move(record), ledger::requests_in(records));
        return {person, std::pair(now, sharing::status_of(now, present.state, present.at))};
    }
    static Result<Certification> enter(Entry& entry, const Read& read) {
        return ledger::enter(entry.gateway.store(), ledger::certification_start, entry.subject,
                             read.application, &entry.change);
    }
};
template AuditedResponse read_record<Certification>(ServerContext&, const Request&, PathParameters);
template AuditedResponse create_record<Certification>(ServerContext&, const Request&, PathParameters);

QueryParameters task_record_parameters(ServerContext& gateway) {
    QueryParameters out = record_search_parameters(gateway);
    out.push_back({.name = std::string(status_parameter), .expected = text::alternatives(task_statuses)});
    out.push_back({.name = std::string(owner_parameter), .expected = "system|value"});
    out.push_back(count_parameter(page_of_list));
    return out;
}

QueryParameters task_search_parameters(ServerContext& gateway) {
    QueryParameters out = search_parameters_of_all(gateway);
    for (QueryParameter& each : task_record_parameters(gateway)) {
        if (std::ranges::find(out, each.name, &QueryParameter::name) == out.end()) {
            out.push_back(std::move(each));
        }
    }
    return out;
}

namespace {

class TaskSearch {
public:
    TaskSearch(ServerContext& gateway, Request request)
        : gateway_(gateway),
          request_(std::move(request)),
          query_(task_type) {}

    // Whether the request is for records: by its tag, or by a link of a page before.
    bool is_for_records() {
        const std::string_view token = request_.parameter(page_link_parameter);
        if (token.empty()) {
            return asks_for_records(request_);
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

    Result<std::string> run() {
        TRY(statuses_, wanted_statuses(request_));
        return request_.parameter(patient_parameter).empty()
                   ? find_waiting()
                   : find_of_person<Certification>(gateway_, request_, query_, about_,
                                                   [this](const Task& task) { return is_wanted(task); });
    }

    AuditSubject subject() {
        AuditSubject out = about_;
        AuditQueryText query = query_; // last: a long one leaves out nothing of what was found
        query.add(status_parameter, request_.parameter(status_parameter));
        out.query = query.text();
        return out;
    }

private:
    std::string bound_to() const { return fmt::format("{}/records", request_.caller.peer->id); }

    Result<std::string> find_waiting() {
        TRY_VOID(check_beside_page(asked_beside_, request_.query));
        TRY_VOID(check_repeats(gateway_, request_, task_record_parameters));
        TRY_VOID(check_known(gateway_, request_, task_record_parameters));
        const std::string_view count = request_.parameter(count_name);
        const std::optional<std::uint32_t> limit =
            count.empty() ? page_of_list.usual : read_count(count, page_of_list);
        if (!limit) {
            return diag::fail(message::parameter_wrong, {},
                              {std::string(count_name), std::string(count), form_of(page_of_list)});
        }
        TRY(const ledger::TaskPage page,
            gateway_.store().read_value<ledger::TaskPage>([&](const store::Snapshot& snapshot) {
                return ledger::work_list(snapshot, reader_of(gateway_, request_), after_, *limit);
            }));
        std::vector<seal::Hash> persons;
        for (const Task& each : page.tasks) {
            persons.push_back(each.person);
        }
        query_.add("persons", audit_persons_text(persons));
        const Pairs used = used_parameters(request_, std::to_string(*limit));
        TRY(const std::string next, next_page(page.after, used));
        std::vector<FoundRecord> found;
        for (const Task& each : page.tasks) {
            if (is_wanted(each)) {
                found.push_back(RecordKind<Certification>::written(gateway_, request_, each,
                                                                   identifier_of_hash(each.person)));
            }
        }
        query_.add("found", std::to_string(found.size()));
        const bool is_all = next.empty() && !is_continued_;
        return searchset(request_, task_type, found, is_all ? std::optional(found.size()) : std::nullopt,
                         used, next);
    }

    Result<std::string> next_page(const std::string& after, Pairs used) const {
        if (after.empty()) {
            return std::string();
        }
        TRY(const std::string token,
            mhd::seal_page(gateway_.store().search_key(), bound_to(),
                           {.parameters = {used.begin(), used.end()}, .after = after}));
        used.emplace_back(page_link_parameter, token);
        return search_url(request_, task_type, used);
    }

    // Whether the parameters ask for it.
    bool is_wanted(const Task& task) const {
        return std::visit(
            [&](const auto& it) {
                const std::string_view owner = request_.parameter(owner_parameter);
                const TaskStatus status = task_status(it.first, it.second);
                return (owner.empty() || is_owner(owner_of(it.first), owner)) &&
                       (statuses_.empty() || std::ranges::find(statuses_, status) != statuses_.end());
            },
            task.what);
    }

    ServerContext& gateway_;
    Request request_; // of a page: with the parameters of the first
    AuditQueryText query_;
    AuditSubject about_{};
    std::vector<TaskStatus> statuses_{};
    std::string after_{};
    Pairs asked_beside_{}; // of a page: in its own URL
    bool is_continued_ = false;
};

} // namespace

AuditedResponse search_tasks(ServerContext& gateway, const Request& request, PathParameters) {
    TaskSearch search(gateway, request);
    if (!search.is_for_records()) {
        const std::array type{std::string(task_type)};
        return search_type(gateway, request, type);
    }
    Result<std::string> found = search.run();
    return search_response(gateway, request, std::move(found), search.subject()).as(listed_tasks);
}

} // namespace renkei::server
