#include "gateway/server/document_search.h"

#include "gateway/fhir/dates.h"
#include "gateway/fhir/uuid5.h"
#include "gateway/server/document_audit.h"
#include "gateway/server/document_json.h"
#include "gateway/server/instant.h"
#include "gateway/server/told_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::server {
namespace {

using diag::Message;
using diag::Result;
using documents::PersonNumber;
using store::Hash;

constexpr std::uint32_t usual_count = 50;
constexpr std::uint32_t most_count = 200;

tl::unexpected<diag::Error> wrong(std::string_view parameter, std::string_view value, std::string_view expected) {
    return diag::fail(Message::search_parameter_wrong, {}, {std::string(parameter), std::string(value.empty() ? "-" : value), std::string(expected)});
}

// One search on its way from parameters to a page.
class Search {
public:
    Search(Gateway& gateway, const Request& request)
        : gateway_(gateway)
        , request_(request) {
        query_.viewer = documents::viewer_of(*request.caller.peer);
        query_.limit = usual_count;
    }

    Result<Answer> run() {
        for (const auto& [name, value] : request_.query) {
            TRY_VOID(read(name, value));
        }
        store::Page page;
        TRY_VOID(gateway_.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
            TRY_VOID(add_linked(snapshot));
            TRY_VOID(check_one_person(snapshot));
            TRY(page, snapshot.find(query_));
            return {};
        }));
        Answer answer{.media_type = "application/json", .outcome = "found"};
        answer.body = page_json(request_, page.versions, page.more ? next(page.versions.back().document) : std::string());
        answer.with("Cache-Control", "no-store");
        return answer;
    }

    // For the audit log.
    std::string told() const { return told_.text(); }
    std::string person() const { return query_.persons.empty() ? std::string() : seal::to_hex(query_.persons.front()); }

private:
    using Read = Result<void> (Search::*)(std::string_view value);
    struct Parameter {
        std::string_view name;
        Read read;
    };
    static constexpr std::size_t parameters_count = 9;
    static const std::array<Parameter, parameters_count>& parameters() {
        static constexpr std::array<Parameter, parameters_count> table{{{"form", &Search::read_form},
                                                                        {"sender", &Search::read_sender},
                                                                        {"from", &Search::read_from},
                                                                        {"to", &Search::read_to},
                                                                        {"since", &Search::read_since},
                                                                        {"all", &Search::read_all},
                                                                        {"person", &Search::read_person},
                                                                        {"page", &Search::read_page},
                                                                        {"_count", &Search::read_count}}};
        return table;
    }

    Result<void> read(std::string_view name, std::string_view value) {
        const auto found = std::ranges::find(parameters(), name, &Parameter::name);
        if (found == parameters().end()) {
            std::string known;
            for (const Parameter& each : parameters()) {
                known += fmt::format("{}{}", known.empty() ? "" : ", ", each.name);
            }
            return diag::fail(Message::search_parameter_unknown, {}, {std::string(name), known});
        }
        if (const Result<void> done = (this->*found->read)(value); !done) {
            return done;
        }
        if (name != "person") {
            told_.add(name, value);
        }
        return {};
    }

    Result<void> read_form(std::string_view value) {
        const auto knowledge = gateway_.desks().knowledge();
        if (knowledge->catalogue->find(value) == nullptr) {
            return wrong("form", value, knowledge->catalogue->form_ids());
        }
        query_.form = value;
        return {};
    }

    Result<void> read_sender(std::string_view value) {
        const std::optional<policy::Number> number = policy::parse_number(value);
        if (!number) {
            return wrong("sender", value, policy::number_forms());
        }
        query_.senders.push_back(policy::identifier_of(*number));
        return {};
    }

    Result<void> read_from(std::string_view value) { return read_date("from", value, query_.date_from); }
    Result<void> read_to(std::string_view value) { return read_date("to", value, query_.date_to); }
    static Result<void> read_date(std::string_view name, std::string_view value, std::string& out) {
        if (!fhir::is_date(value)) {
            return wrong(name, value, "YYYY-MM-DD, YYYY-MM, YYYY");
        }
        out = value;
        return {};
    }

    Result<void> read_since(std::string_view value) {
        const std::optional<base::Millis> at = parse_instant(value);
        if (!at) {
            return wrong("since", value, "YYYY-MM-DDThh:mm:ss+09:00, YYYY-MM-DDThh:mm:ssZ");
        }
        query_.since = *at;
        return {};
    }

    // Also withdrawn documents and older versions.
    Result<void> read_all(std::string_view value) {
        if (value != "true" && value != "false") {
            return wrong("all", value, "true, false");
        }
        query_.only_current = value == "false";
        return {};
    }

    Result<void> read_page(std::string_view value) {
        if (!fhir::parse_uuid(value)) {
            return wrong("page", value, "\"next\": …page=UUID");
        }
        query_.after = value;
        return {};
    }

    Result<void> read_count(std::string_view value) {
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), query_.limit);
        if (error != std::errc() || end != value.data() + value.size() || query_.limit == 0) {
            return wrong("_count", value, fmt::format("1–{}", most_count));
        }
        query_.limit = std::min(query_.limit, most_count);
        return {};
    }

    // Numbers of persons stand in no URL: URLs are written down everywhere. Nor are they told in a finding.
    Result<void> read_person(std::string_view value) {
        if (request_.method != "POST" || request_.target.find("person=") != std::string::npos) {
            return diag::fail(Message::parameter_wrong, {}, {"person", "-", "POST /documents/_search, application/x-www-form-urlencoded"});
        }
        const std::optional<PersonNumber> person = documents::parse_person(value);
        if (!person) {
            return wrong("person", documents::shape_of_person(value), documents::person_forms);
        }
        const std::vector<Hash> hashes = documents::person_hashes(gateway_.store().search_key(), *person);
        query_.persons.push_back(hashes.front()); // the most exact one
        bare_ |= person->within.value.empty();
        told_.add("person", seal::to_hex(hashes.front()));
        return {};
    }

    Result<void> add_linked(const store::Snapshot& snapshot) {
        const std::vector<Hash> asked = query_.persons;
        for (const Hash& each : asked) {
            TRY(const std::vector<Hash> same, snapshot.same_person(each));
            for (const Hash& other : same) {
                if (std::ranges::find(query_.persons, other) == query_.persons.end()) {
                    query_.persons.push_back(other);
                }
            }
        }
        return {};
    }

    // A number without its insurer or institution may be several persons': then nobody is shown.
    Result<void> check_one_person(const store::Snapshot& snapshot) const {
        if (!bare_) {
            return {};
        }
        store::Query all{.viewer = query_.viewer, .persons = query_.persons, .limit = most_count};
        TRY(const store::Page page, snapshot.find(all));
        std::vector<Hash> one; // whom the first document is about, with all that is linked
        bool is_several = page.more;
        for (const store::Version& version : page.versions) {
            TRY(const std::vector<Hash> persons, snapshot.persons(version.document));
            if (persons.empty() || std::ranges::find(query_.persons, persons.front()) != query_.persons.end()) {
                continue; // nothing more exact is known of this one
            }
            if (one.empty()) {
                TRY(one, snapshot.same_person(persons.front()));
            }
            is_several |= std::ranges::find(one, persons.front()) == one.end();
        }
        return is_several ? Result<void>(diag::fail(Message::person_ambiguous, {}, {std::string(documents::person_forms)}))
                          : Result<void>();
    }

    // Where the caller reads on: a URL after GET, the token alone after POST, whose parameters stand in its body.
    std::string next(std::string_view token) const {
        if (request_.method == "POST") {
            return std::string(token);
        }
        std::string out = fmt::format("{}/documents?", request_.base);
        for (const auto& [name, value] : request_.query) {
            if (name != "page") {
                out += fmt::format("{}={}&", name, url_encoded(value));
            }
        }
        return out + fmt::format("page={}", token);
    }

    static std::string url_encoded(std::string_view text) {
        std::string out;
        for (const char c : text) {
            const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                               std::string_view("-._~:").find(c) != std::string_view::npos;
            out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
        return out;
    }

    Gateway& gateway_;
    const Request& request_;
    store::Query query_{};
    ToldQuery told_{};
    bool bare_ = false; // a person is asked for by number alone
};

} // namespace

Answer search_documents(Gateway& gateway, const Request& request) {
    Search search(gateway, request);
    const Result<Answer> found = search.run();
    const auto is_fault = [](const diag::Error& error) {
        return error.message == Message::store_failed || error.message == Message::store_busy;
    };
    Answer answer = found ? *found : refuse(request, is_fault(found.error()) ? 503 : 400, found.error());
    return audited(gateway, request, audit::Action::query, "search-type", {.person = search.person(), .query = search.told()},
                   std::move(answer));
}

} // namespace renkei::server
