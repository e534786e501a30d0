#include "gateway/core/time/date_time.h"
#include "gateway/fhir/resources/uuid5.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/mhd/search/search_value.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/documents/document_list.h"
#include "gateway/network/server/documents/person_in_form.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

namespace renkei::server {
namespace {

using documents::PersonNumber;
using store::Hash;

constexpr std::size_t max_persons = 8;                     // of one search: the audit names them all
constexpr std::string_view by_form = "/documents/_search"; // for values that identify a person
constexpr std::string_view insurer_kind = "insurer";

// One search on its way from parameters to a page.
class Search {
public:
    Search(ServerContext& gateway, const Request& request)
        : gateway_(gateway),
          request_(request),
          reader_(reader_of(gateway, request)),
          in_url_(names_in_url(request)),
          is_page_(wants_page(request)) {
        query_.limit = is_page_ ? rows_of_page : page_of_list.usual;
    }

    Result<Response> run() {
        TRY_VOID(check_repeats(gateway_, request_,
                               [](ServerContext& gateway) { return parameters_in(Place::form, gateway); }));
        for (const auto& [name, value] : request_.query) {
            if (!is_page_ || !value.empty()) { // a browser sends the fields that are left empty, too
                TRY_VOID(read(name, value));
            }
        }
        TRY_VOID(add_asked_number());
        const bool only_newest = is_page_ && !is_all_asked_;
        query_.with_withdrawn = only_newest;
        if (!name_.empty()) {
            query_.limit = is_count_asked_ ? std::min(query_.limit, most_opened) : most_opened;
        }
        store::DocumentPage page;
        std::string token; // of the page behind this one
        TRY_VOID(gateway_.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
            TRY_VOID(add_linked(snapshot));
            if (bare_) {
                TRY_VOID(check_one_person(snapshot, reader_, query_, alone_));
            }
            TRY(page, documents::find_documents(snapshot, reader_, query_, &parts_));
            token = page.after;
            TRY_VOID(mark_damaged(snapshot, page.versions));
            if (is_page_ || !name_.empty()) {
                TRY(persons_, persons_of(snapshot, page.versions, parts_));
            }
            if (!name_.empty()) {
                compared_ = keep_called(name_, page.versions, persons_);
            }
            if (is_page_) {
                TRY(deliveries_, snapshot.delivery_states(reader_.peer.id, page.versions));
            }
            return {};
        }));
        std::ranges::transform(page.versions, std::back_inserter(found_), &store::Version::document);
        if (is_page_) {
            return document_list(gateway_, request_,
                                 {.versions = page.versions,
                                  .persons = persons_,
                                  .deliveries = deliveries_,
                                  .next = token,
                                  .compared = compared_});
        }
        Response response{.media_type = "application/json", .outcome = "found"};
        response.body =
            page_json(request_, {page.versions, query_.limit, token.empty() ? std::string() : next(token)});
        response.with("Cache-Control", "no-store");
        return response;
    }

    // For the audit log.
    std::string audit_text() const {
        std::vector<std::string> parts{audit_persons_.text(), audit_query_.text(),
                                       found_.empty() ? "" : "documents=" + audit_documents_text(found_)};
        std::erase(parts, "");
        return fmt::format("{}", fmt::join(parts, "&"));
    }
    std::string person() const {
        return query_.persons.empty() ? std::string() : seal::to_hex(query_.persons.front());
    }

    // Numbers of persons stand in no URL: URLs are written down everywhere.
    enum class Place : std::uint8_t { anywhere, form };
    static QueryParameters parameters_in(Place place, ServerContext& gateway) {
        QueryParameters out;
        for (const Parameter& each : parameters()) {
            if (each.place == Place::anywhere || each.place == place) {
                out.push_back({std::string(each.name), each.expected(gateway), each.times == Times::any,
                               each.value == Value::number});
            }
        }
        return out;
    }

private:
    enum class Times : std::uint8_t { once, any }; // any: a document may have any of the values
    enum class Value : std::uint8_t { text, number };
    struct Parameter {
        std::string_view name;
        bool (Search::*read)(std::string_view value); // false: it is wrong
        std::string (*expected)(ServerContext& gateway);
        Place place = Place::anywhere;
        Times times = Times::once;
        Value value = Value::text;
    };
    static std::span<const Parameter> parameters() {
        static constexpr auto date = [](ServerContext&) -> std::string {
            return "YYYY-MM-DD, YYYY-MM, YYYY";
        };
        static constexpr auto form = [](ServerContext& gateway) {
            return gateway.workers().loaded()->catalogue->form_ids();
        };
        static constexpr auto sender = [](ServerContext&) { return policy::number_forms(); };
        static constexpr auto since = [](ServerContext&) -> std::string {
            return "YYYY-MM-DDThh:mm:ss+09:00, YYYY-MM-DDThh:mm:ssZ";
        };
        static constexpr auto truth = [](ServerContext&) -> std::string { return "true, false"; };
        static constexpr auto person = [](ServerContext&) {
            return fmt::format("NNNNNNNNNN, HNNNNNNNNN, {} (1-{})", documents::person_forms, max_persons);
        };
        static constexpr auto insurer = [](ServerContext&) -> std::string { return "NNNNNN"; };
        static constexpr auto name = [](ServerContext&) -> std::string {
            return "a name or a part of it, in any spelling of kana and blanks";
        };
        static constexpr auto page = [](ServerContext&) -> std::string { return "\"next\": …page=UUID"; };
        static constexpr auto count = [](ServerContext&) { return form_of(page_of_list); };
        static constexpr Parameter table[] = {
            {"form", &Search::read_form, form},
            {"sender", &Search::read_sender, sender, Place::anywhere, Times::any},
            {"from", &Search::read_from, date},
            {"to", &Search::read_to, date},
            {"since", &Search::read_since, since},
            {"all", &Search::read_all, truth},
            {"person", &Search::read_person, person, Place::form, Times::any},
            {"insurer", &Search::read_insurer, insurer, Place::form},
            {"name", &Search::read_name, name, Place::form},
            {"page", &Search::read_page, page},
            {count_name, &Search::read_limit, count, Place::anywhere, Times::once, Value::number}};
        return table;
    }

    Result<void> read(std::string_view name, std::string_view value) {
        const auto found = std::ranges::find(parameters(), name, &Parameter::name);
        if (found == parameters().end()) {
            std::string known;
            for (const Parameter& each : parameters()) {
                known += fmt::format("{}{}", known.empty() ? "" : ", ", each.name);
            }
            return diag::fail(message::search_parameter_unknown, {}, {std::string(name), known});
        }
        const bool is_private = found->place == Place::form;
        const std::string shown = is_private      ? documents::shape_of_person(value)
                                  : value.empty() ? "\"\""
                                                  : std::string(value);
        if (is_private && in_url_.contains(name)) {
            return diag::fail(message::person_in_url, {}, {std::string(name), std::string(by_form)});
        }
        if (!(this->*found->read)(value)) {
            return diag::fail(message::search_parameter_wrong, {},
                              {std::string(name), shown, found->expected(gateway_)});
        }
        if (!is_private) {
            audit_query_.add(name, value);
        }
        return {};
    }

    bool read_form(std::string_view value) {
        query_.form = value;
        return gateway_.workers().loaded()->catalogue->find(value) != nullptr;
    }

    bool read_sender(std::string_view value) {
        const std::optional<policy::Number> number = policy::parse_number(value);
        if (number) {
            query_.senders.push_back(policy::identifier_of(*number));
        }
        return number.has_value();
    }

    bool read_from(std::string_view value) { return read_date(value, query_.date_from); }
    bool read_to(std::string_view value) { return read_date(value, query_.date_to); }
    static bool read_date(std::string_view value, std::string& out) {
        out = value;
        return time::is_date(value);
    }

    bool read_since(std::string_view value) {
        const std::optional<base::Millis> at = time::parse_instant(value);
        query_.since = at.value_or(base::Millis{});
        return at.has_value();
    }

    // Also withdrawn documents and older versions.
    bool read_all(std::string_view value) {
        query_.only_current = value == "false";
        is_all_asked_ = true;
        return value == "true" || value == "false";
    }

    bool read_page(std::string_view value) {
        query_.after = value;
        return resources::parse_uuid(value).has_value();
    }

    bool read_limit(std::string_view value) {
        const std::optional<std::uint32_t> count = read_count(value, page_of_list);
        query_.limit = count.value_or(query_.limit);
        is_count_asked_ = true;
        return count.has_value();
    }

    // The number on a card may stand alone: then its insurer is asked for where it is several persons'.
    bool read_person(std::string_view value) {
        if (std::string card = typed_number(value); documents::is_insured_number(card)) {
            card_numbers_.push_back(std::move(card));
            return ++asked_ <= max_persons;
        }
        const std::optional<PersonNumber> person = documents::parse_person(value);
        if (!person) {
            return false;
        }
        add_person(*person);
        return ++asked_ <= max_persons;
    }

    bool read_insurer(std::string_view value) {
        insurer_ = {.kind = std::string(insurer_kind), .value = typed_number(value)};
        return policy::is_whole(insurer_);
    }

    bool read_name(std::string_view value) {
        name_ = mhd::comparable(value);
        audit_persons_.add("name", hashed_for_audit(gateway_, name_));
        return !name_.empty();
    }

    Result<void> add_asked_number() {
        if (card_numbers_.empty() && !insurer_.value.empty()) {
            return diag::fail(message::insurer_without_number, {});
        }
        for (const std::string& number : card_numbers_) {
            add_person(
                {.number = {std::string(documents::person_system(insurer_kind)), number},
                 .within = insurer_.value.empty() ? policy::Identifier() : policy::identifier_of(insurer_)});
        }
        return {};
    }

    void add_person(const PersonNumber& asked) {
        std::vector<Hash> hashes = documents::person_hashes(gateway_.store().search_key(), asked);
        if (asked.within.value.empty()) {
            bare_ = true;
            if (mhd::is_alone(asked)) {
                alone_.push_back(hashes.front());
            }
        } else {
            hashes.pop_back(); // of the number alone, which others may have
        }
        query_.persons.insert(query_.persons.end(), hashes.begin(), hashes.end());
        audit_persons_.add("person", seal::to_hex(hashes.front()));
    }

    Result<void> add_linked(const store::Snapshot& snapshot) {
        const std::vector<Hash> asked = query_.persons;
        for (const Hash& each : asked) {
            TRY(const std::vector<Hash> same, snapshot.linked_persons(each));
            for (const Hash& other : same) {
                if (std::ranges::find(query_.persons, other) == query_.persons.end()) {
                    query_.persons.push_back(other);
                }
            }
        }
        return {};
    }

    // Where the caller reads on: a URL after GET, the token alone after POST, whose parameters stand in its
    // body.
    std::string next(std::string_view token) const {
        if (request_.method == "POST") {
            return std::string(token);
        }
        std::string out = fmt::format("{}/documents?", request_.base);
        for (const auto& [name, value] : request_.query) {
            if (name != "page") {
                out += fmt::format("{}={}&", name, percent_encoded(value));
            }
        }
        return out + fmt::format("page={}", token);
    }

    ServerContext& gateway_;
    documents::PartMaker parts_{gateway_.workers().loaded()};
    const Request& request_;
    access::Reader reader_;
    store::DocumentQuery query_{};
    std::set<std::string, std::less<>> in_url_;
    AuditQueryText audit_persons_{}; // apart, so that nothing else takes their room
    AuditQueryText audit_query_{};
    std::vector<std::string> found_{};        // documents
    std::vector<PersonOfDocument> persons_{}; // for a page, or to compare names
    std::vector<store::DeliveryState> deliveries_{};
    std::string name_{}; // as names are compared; empty: none is asked
    std::optional<pages::ComparedNames> compared_{};
    std::vector<std::string> card_numbers_{};
    policy::Number insurer_{}; // of these
    bool is_all_asked_ = false;
    bool is_count_asked_ = false;
    bool is_page_ = false;
    bool bare_ = false;       // a person is asked for by number alone
    std::vector<Hash> alone_; // of such a number that means a person only within an organisation
    std::size_t asked_ = 0;   // persons
};

} // namespace

QueryParameters document_url_parameters(ServerContext& gateway) {
    return Search::parameters_in(Search::Place::anywhere, gateway);
}

QueryParameters document_form_parameters(ServerContext& gateway) {
    return Search::parameters_in(Search::Place::form, gateway);
}

AuditedResponse search_documents(ServerContext& gateway, const Request& request) {
    Search search(gateway, request);
    const Result<Response> found = search.run();
    Response response = found                 ? *found
                        : wants_page(request) ? refused_list(gateway, request, found.error())
                                              : error_response(request, found.error());
    return {std::move(response), {.person = search.person(), .query = search.audit_text()}};
}

} // namespace renkei::server
