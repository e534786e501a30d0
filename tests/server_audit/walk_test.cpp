// Every route, asked with requests that are allowed, refused and fail: each
// request is one event in the audit, or none where the table of routes says so.
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/http/request_target.h"
#include "gateway/network/http/said_name.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/plain_records.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/relations.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/persons/page_token.h"
#include "gateway/network/server/entry/entry_user.h"
#include "gateway/network/server/entry/form_entry.h"
#include "gateway/network/server/form_token.h"
#include "gateway/network/server/own/own_request.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/store/rows/uuid7.h"
#include "generated/messages/server.h"

#include "tests/server_audit/failing_store.h"
#include "tests/server_audit/record_bodies.h"
#include "tests/server_audit/samples.h"
#include "tests/server_fhir/kit.h"
#include "tests/support/documented_status.h"
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::server::walk_test {
namespace {

using documents::admission;
using documents::admission_named;

// The gateway of "manager", with one document that is also in the mailbox of
// "hospital".
class Kit {
public:
    Kit() : gateway_(store, documents::loaded(), documents::Limits{}, 2, std::chrono::milliseconds(5)) {
        documents::must(site.store().write([](store::Transaction& transaction) -> diag::Result<void> {
            for (const policy::Peer& peer : peers_of_walk()) {
                TRY_VOID(transaction.put(peer));
            }
            return {};
        }));
        gateway_.set_hub(std::make_shared<const access::Hub>(
            access::Hub{.matrix = documents::must(
                            sharing::Matrix::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access")),
                        .office_entry = true}));
        documents::must(gateway_.reload_peers());
        const documents::Receipt receipt = site.submit(admission());
        EXPECT_EQ(receipt.refusal, documents::Refusal::none) << documents::recorded(receipt.report);
        document_ = receipt.documents.at(0).version.document;
        delivery_ = site.deliveries("hospital").at(0).id;
        result_ = submit_result();
        sheet_ = site.submit(sheet_of_day_care(), "day-care").documents.at(0).version.document;
        const ledger::Subject hanako = documents::must(
            ledger::subject_of(site.store(), *documents::parse_person("insurer:990010|0000001016"), {}));
        registration_ = documents::must(ledger::enter(site.store(), ledger::registration_add, hanako,
                                                      stored_registration()))
                            .id;
        sharing::Registration of_day_care = stored_registration();
        of_day_care.office = {"office", "9970100021"};
        documents::must(ledger::enter(site.store(), ledger::registration_add, hanako, of_day_care));
        const auto plan = [](const store::PlainRecord& fresh,
                             const auto&) -> diag::Result<store::PlainRecord> {
            return store::PlainRecord{
                .id = fresh.id,
                .kind = "ledger/plan_delivery",
                .text = fmt::format(
                    R"({{"id":"{}","insurer":"990010","act":"delivery","plan":"P-0","office":"office:9970100013","handed_to":"family","user":"suzuki","day":"2026-02-01","status":"completed"}})",
                    fresh.id),
                .office = {"office", "9970100013"},
                .insurer = fresh.insurer};
        };
        plan_delivery_ =
            documents::must(ledger::enter_plain(site.store(),
                                                {"plan-delivery-add", ledger::Needs::opening, true}, hanako,
                                                plan))
                .id;
        consent_ = documents::must(ledger::enter_consent(site.store(), hanako, stored_consent())).consent.id;
        request_ = documents::must(ledger::enter(site.store(), ledger::opinion_request, hanako,
                                                 {.institution = {"institution", "9910000018"},
                                                  .sent = time::day_in_japan(site.clock.now())}))
                       .id;
        draft_ = keep_draft();
        relation_ = documents::must(ledger::enter(site.store(), ledger::relation_add, hanako,
                                                  {.organisation = {"institution", "9910000018"},
                                                   .from = {.year = 2026, .month = 6, .day = 1}}))
                        .id;
    }

    Response ask(const Sample& sample) {
        std::string path = sample.target;
        std::string body = sample.body;
        for (const auto& [name, value] :
             std::map<std::string, std::string>{{"{document}", document_},
                                                {"{result}", result_},
                                                {"{sheet}", sheet_},
                                                {"{resource}", mhd::logical_id(document_)},
                                                {"{delivery}", delivery_},
                                                {"{match-page}", match_page()},
                                                {"{consent}", consent_},
                                                {"{registration}", registration_},
                                                {"{request}", request_},
                                                {"{relation}", relation_},
                                                {"{plan-delivery}", plan_delivery_},
                                                {"{draft}", draft_}}) {
            for (std::string* const text : {&path, &body}) {
                if (const std::size_t at = text->find(name); at != std::string::npos) {
                    text->replace(at, name.size(), value);
                }
            }
        }
        const HttpResult<http::RequestTarget> target = http::read_target(path);
        EXPECT_TRUE(target) << path;
        Request request{.method = std::string(sample.method),
                        .path = target->path,
                        .query = target->query,
                        .headers = sample.headers,
                        .body = std::move(body),
                        .caller = caller_of(sample),
                        .base = "https://gateway.example.jp",
                        .target = path,
                        .canonical = "https://renkei.example.jp/fhir"};
        request.caller.said_name = http::said_name(request.header("Cookie"));
        if (!sample.media_type.empty()) {
            request.headers.emplace_back("Content-Type", sample.media_type);
        }
        const auto give_token = [&](std::string_view name, const auto& token) {
            if (const std::size_t at = request.body.find(name); at != std::string::npos) {
                request.body.replace(at, name.size(), token());
            }
        };
        give_token("{form}", [&] { return own_form_token(gateway_, request, shown_to(request)); });
        give_token("{name}", [&] { return form_token(gateway_, request, "said-name", "/forms"); });
        give_token("{entry}", [&] { return form_token(gateway_, request, "admission"); });
        give_token("{withdrawal}",
                   [&] { return form_token(gateway_, request, withdrawal_form, document_ + "/1"); });
        if (sample.media_type == form_type) {
            const HttpResult<Pairs> pairs = http::read_pairs(request.body);
            request.query.insert(request.query.end(), pairs->begin(), pairs->end());
        }
        const std::vector<http::Route> table = bound(routes(), gateway_);
        const http::RouteMatch found = http::match_route(table, request);
        EXPECT_NE(found.route, nullptr) << sample.method << " " << path;
        EXPECT_EQ(found.route->pattern, sample.pattern) << path;
        return with_documented_status(*found.route, found.route->handle(request, found.parts));
    }

    // A portal asks for the person of the document; the town is the insurer.
    policy::Caller caller_of(const Sample& sample) const {
        policy::Caller out = site.caller();
        if (sample.peer == town_.id) {
            out.peer = &town_;
            return out;
        }
        if (sample.peer != portal_.id) {
            return site.caller(sample.peer);
        }
        out.peer = &portal_;
        out.user = policy::User{.issuer = "https://login.example.jp", .subject = "login-7"};
        out.user->person = "insurer:990010|0000001016";
        return out;
    }
    // A page of $match that begins behind the document.
    std::string match_page() {
        return documents::must(mhd::seal_page(
            site.store().search_key(), "manager/Patient/$match",
            {.parameters = {{"name", "連携花子"}, {"birthdate", "1938-05-12"}}, .after = document_}));
    }
    std::vector<std::string> events() const { return site.events(); }
    ServerContext& gateway() { return gateway_; }

    documents::Site site{{}, peers_of_walk()};
    FailingStore store{site.store()};

private:
    // What the person's page shows of consents; nothing, where it shows nothing.
    std::string shown_to(const Request& request) {
        const access::Reader reader = reader_of(gateway_, request);
        return gateway_.store()
            .read_value<std::string>([&](const store::Snapshot& snapshot) -> diag::Result<std::string> {
                TRY(const access::PersonAccess person, open_own_view(snapshot, reader));
                return shown_consents(gateway_, person.facts());
            })
            .value_or("");
    }

    // As "suzuki" of the peer "manager" keeps it.
    std::string keep_draft() {
        Request asked{.caller = site.caller("manager")};
        asked.caller.said_name = "suzuki";
        const store::DraftOwner owner = *entry_user(gateway_, asked);
        const store::Draft draft{
            .id = store::new_uuid7(site.clock.now()),
            .form = "admission",
            .edition =
                std::string(gateway_.workers().loaded()->catalogue->find("admission")->form().version())};
        const store::SealedDraft sealed =
            documents::must(store::seal_draft(gateway_.search_key(), owner, draft));
        documents::must(site.store().write([&](store::Transaction& it) -> diag::Result<void> {
            TRY_VOID(store::save_draft(it, owner, sealed));
            return {};
        }));
        return draft.id;
    }

    std::string submit_result() {
        const auto with_numbers = [](std::string text) {
            return documents::replaced(documents::replaced(std::move(text), "9970100013", "9960000009"),
                                       "9970100047", "9970100013");
        };
        const std::string name = "UPJSK_202602_9970100047_15_9970100013_43_20260301091501.CSV";
        const auto bytes = documents::must(
            base::read_file(std::filesystem::path(RENKEI_SOURCE) / "fixtures/careplan6_result" / name));
        const std::string written = with_numbers(bytes);
        const documents::Receipt receipt =
            site.submit(documents::Submission{.bytes = written, .file_name = with_numbers(name)});
        EXPECT_EQ(receipt.refusal, documents::Refusal::none) << documents::recorded(receipt.report);
        return receipt.documents.at(0).version.document;
    }

    policy::Peer town_{.id = "town", .role = policy::Role::municipality, .numbers = {{"insurer", "990010"}}};
    policy::Peer portal_{.id = "portal", .role = policy::Role::portal};
    ServerContext gateway_;
    std::string document_{};
    std::string result_{}; // a document of a form that has a counterpart
    std::string sheet_{};  // of one that is collected
    std::string delivery_{};
    std::string registration_{};
    std::string plan_delivery_{};
    std::string request_{}; // for an opinion
    std::string relation_{};
    std::string consent_{};
    std::string draft_{};
};

bool is_audited(std::string_view method, std::string_view pattern) {
    const std::span<const Route> all = routes();
    const auto row = std::ranges::find_if(
        all, [&](const Route& each) { return each.method == method && each.pattern == pattern; });
    return row != all.end() && std::holds_alternative<Audited>(row->handler);
}
bool is_audited(const Sample& sample) { return is_audited(sample.method, sample.pattern); }

std::string name_of(const Sample& sample) { return fmt::format("{} {}", sample.method, sample.target); }

using RouteNames = std::set<std::string>;

// Each sample in a gateway of its own.
RouteNames expect_one_event_each(const std::vector<Sample>& samples) {
    RouteNames out;
    for (const Sample& sample : samples) {
        Kit kit;
        const std::size_t before = kit.events().size();
        const Response response = kit.ask(sample);
        EXPECT_EQ(response.status, sample.status) << name_of(sample) << response.body.substr(0, 500);
        EXPECT_EQ(response.refusal == Refusal::none, response.status < 400) << name_of(sample);
        EXPECT_EQ(kit.events().size() - before, is_audited(sample) ? 1U : 0U) << name_of(sample);
        out.insert(fmt::format("{} {}", sample.method, sample.pattern));
    }
    return out;
}

TEST(Audit, has_one_event_of_each_request_of_every_route) {
    const RouteNames carried_out = expect_one_event_each(allowed());
    const RouteNames refusals = expect_one_event_each(refused());
    for (const Route& route : routes()) {
        const std::string name = fmt::format("{} {}", route.method, route.pattern);
        const bool only_refuses =
            route.name == "write-refused" || name == "GET /fhir/EpisodeOfCare" ||
            name == "GET /cases/{id}" || // tests/server_records/board_test.cpp reads one
            name == "GET /fhir/Communication" || name == "GET /fhir/Basic";
        EXPECT_EQ(carried_out.contains(name), !only_refuses) << name;
        EXPECT_TRUE(refusals.contains(name) || name == "GET /openapi.json" || name == "GET /") << name;
    }
}

void expect_failure_is_for_the_log_alone(const Response& response, const std::string& name,
                                         bool is_of_store) {
    EXPECT_EQ(response.body.find(FailingStore::words), std::string::npos) << name << response.body;
    for (const auto& [header, value] : response.headers) {
        EXPECT_EQ(value.find(FailingStore::words), std::string::npos) << name << header;
    }
    const bool is_kept = response.failure.find(FailingStore::words) != std::string::npos;
    EXPECT_EQ(is_kept, is_of_store && response.status == 503) << name << response.failure;
}

TEST(Audit, every_event_of_a_route_has_words_for_a_report) {
    for (const Route& route : routes()) {
        if (const Audited* const audited = std::get_if<Audited>(&route.handler)) {
            const std::string word(audited->as.interaction);
            for (const diag::Language language : {diag::Language::english, diag::Language::japanese}) {
                EXPECT_NE(diag::words_for("audit-what", word, language), word) << route.name;
            }
        }
    }
}

TEST(Audit, has_one_event_of_each_request_that_the_gateway_fails) {
    enum class Fault : std::uint8_t { reads, writes, workers };
    for (const Fault fault : {Fault::reads, Fault::writes, Fault::workers}) {
        for (const Sample& sample : allowed()) {
            Kit kit;
            const std::size_t before = kit.events().size();
            kit.store.fail_reads = fault == Fault::reads;
            kit.store.fail_writes = fault == Fault::writes;
            const auto one = fault == Fault::workers ? kit.gateway().lease_worker({}) : std::nullopt;
            const auto other = fault == Fault::workers ? kit.gateway().lease_worker({}) : std::nullopt;
            const Response response = kit.ask(sample);
            EXPECT_TRUE(response.status < 400 || response.status == 503)
                << name_of(sample) << response.status;
            ASSERT_EQ(kit.events().size() - before, is_audited(sample) ? 1U : 0U) << name_of(sample);
            const bool is_serious =
                is_audited(sample) && kit.events().back().find(R"("outcome":"8")") != std::string::npos;
            EXPECT_EQ(is_serious, is_audited(sample) && response.status == 503) << name_of(sample);
            expect_failure_is_for_the_log_alone(response, name_of(sample), fault != Fault::workers);
        }
    }
}

TEST(Audit, is_written_or_the_request_is_not_answered) {
    std::vector<Sample> all = allowed();
    for (Sample& sample : refused()) {
        all.push_back(std::move(sample));
    }
    for (const Sample& sample : all) {
        Kit kit;
        const std::size_t before = kit.events().size();
        kit.store.fail_events = true;
        kit.store.fail_writes = true;
        const Response response = kit.ask(sample);
        EXPECT_EQ(response.status, is_audited(sample) ? 503 : sample.status) << name_of(sample);
        EXPECT_EQ(kit.events().size(), before) << name_of(sample);
        expect_failure_is_for_the_log_alone(response, name_of(sample), is_audited(sample));
    }
}

TEST(Audit, has_an_event_of_a_handler_that_ends_with_an_exception) {
    Kit kit;
    for (const http::Route& route : bound(routes(), kit.gateway())) {
        const bool is_due = is_audited(route.method, route.pattern);
        ASSERT_EQ(static_cast<bool>(route.record_failure), is_due) << route.pattern;
        if (!is_due) {
            continue;
        }
        const Request request{.caller = kit.site.caller()};
        const std::size_t before = kit.events().size();
        const Response response = route.record_failure(
            request, error_response(request, diag::finding(diag::message::internal_error, {}, {"r"})));
        EXPECT_EQ(response.status, 500) << route.pattern;
        ASSERT_EQ(kit.events().size(), before + 1) << route.pattern;
        EXPECT_NE(kit.events().back().find("internal-error"), std::string::npos) << kit.events().back();
    }
}

TEST(Audit, has_one_event_of_each_document_that_a_request_brings) {
    Kit kit;
    const std::size_t before = kit.events().size();
    EXPECT_EQ(kit.ask({"POST", "/documents", "/documents", 201,
                       admission_named("A-2") + admission_named("A-3"), "text/csv"})
                  .status,
              201);
    EXPECT_EQ(kit.events().size(), before + 2);
}

TEST(Audit, has_an_event_of_each_acknowledgement_of_a_delivery) {
    Kit kit;
    const std::size_t before = kit.events().size();
    const Sample acknowledge{"DELETE", "/mailbox/{id}", "/mailbox/{delivery}", 204, "", "", "hospital"};
    EXPECT_EQ(kit.ask(acknowledge).status, 204);
    EXPECT_EQ(kit.ask(acknowledge).status, 204) << "it was acknowledged before";
    EXPECT_EQ(kit.events().size(), before + 2);
}

TEST(Audit, names_the_stored_resource_that_was_validated) {
    Kit kit;
    const Sample validate{
        "POST", "/fhir/{type}/{id}/$validate", "/fhir/Bundle/{resource}/$validate", 200, "", fhir_type};
    EXPECT_EQ(kit.ask(validate).status, 200);
    const std::string event = kit.events().back();
    EXPECT_NE(event.find("$validate"), std::string::npos) << event;
    EXPECT_NE(event.find("/_history/1"), std::string::npos) << event;
}

} // namespace
} // namespace renkei::server::walk_test
