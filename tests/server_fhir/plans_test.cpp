// Care plans over HTTP: what an office registered of a plan (同意・確認用登録, 交付用登録) opens its
// documents, whenever they come, to whom it is for, and nothing else.
#include "gateway/forms/service/prefill.h"
#include "gateway/forms/service/workspace.h"
#include "gateway/network/audit/event.h"

#include "tests/server_fhir/plans_kit.h"

namespace renkei::server::plans_test {
namespace {

TEST_F(CarePlans, draft_opens_to_the_person_and_the_legal_representative_alone) {
    must(ledger::change_insurer(site.store(), "990010", [](const sharing::Insurer& before) {
        sharing::Insurer after = before;
        after.settings.proxies = {sharing::Agent::legal_representative, sharing::Agent::family};
        return diag::Result<sharing::Insurer>(after);
    }));
    give_consent();
    const std::string first = send(documents::plan_set("20260301091500")).at("careplan1");
    const auto who = [&] {
        return std::vector<bool>{opens(first, person()),
                                 opens(first, person(sharing::Agent::legal_representative)),
                                 opens(first, person(sharing::Agent::family)), opens(first, "town")};
    };
    EXPECT_EQ(who(), (std::vector<bool>{false, false, false, false}));
    enter(registration("agreement"));
    EXPECT_EQ(who(), (std::vector<bool>{true, true, false, false}));
}

TEST_F(CarePlans, are_offered_by_their_numbers_where_one_is_registered) {
    const auto page = [&](std::string_view peer) {
        return site
            .post("/records/act", "kind=plan_delivery&act=deliver&insurer=990010&person=0000001016",
                  "application/x-www-form-urlencoded", peer, {{"Accept", "text/html"}})
            .body;
    };
    const auto offers = [&](const std::string& number, std::string_view peer = "manager") {
        return page(peer).find("<option value=\"" + number + "\"") != std::string::npos;
    };
    EXPECT_FALSE(offers(plan));
    const auto documents = send_all();
    EXPECT_TRUE(offers(plan));
    EXPECT_TRUE(offers(month_plan));
    std::string query;
    must(site.store().read([&](const store::Snapshot& it) {
        return it.audit([&](const store::AuditRow& row) {
            query = audit::event_of(row.event)->event.query;
            return true;
        });
    }));
    EXPECT_NE(query.find(documents.at("careplan6_plan")), std::string::npos) << "what was read is audited";
    serve("9960000009", "13");
    EXPECT_FALSE(offers(plan, "nurse")) << "of documents that it may not read";
}

TEST_F(CarePlans, registration_before_the_documents_opens_them_when_they_come) {
    give_consent();
    enter(registration("delivery"));
    EXPECT_TRUE(opens(send(documents::plan_set("20260301091500")).at("careplan2"), "town"));
}

TEST_F(CarePlans, documents_of_one_person_are_each_as_their_own_plan_is) {
    give_consent();
    const auto documents = send_all();
    enter(registration("delivery", {month_plan}));
    const std::set<std::string> wanted{documents.at("careplan6_plan"), documents.at("careplan7")};
    EXPECT_EQ(listed("town"), wanted);
    EXPECT_FALSE(opens(documents.at("careplan1"), "town"));
    EXPECT_TRUE(opens(documents.at("careplan7"), "town"));
}

TEST_F(CarePlans, correction_of_the_plan_keeps_what_is_registered_of_it) {
    give_consent();
    const std::string first = send(documents::plan_set("20260301091500")).at("careplan1");
    enter(registration("delivery"));
    EXPECT_EQ(send(documents::plan_set("20260302091500")).at("careplan1"), first);
    EXPECT_TRUE(opens(first, "town"));
}

TEST_F(CarePlans, registration_by_another_office_opens_nothing) {
    give_consent();
    const std::string first = send(documents::plan_set("20260301091500")).at("careplan1");
    serve("9970199999", "43"); // of the stranger
    EXPECT_FALSE(opens(first, "stranger"));
    enter(registration("delivery", {plan}, "9970199999"), "stranger");
    EXPECT_FALSE(opens(first, "stranger")) << "it did not make the plan";
    const Response as_the_maker =
        site.post("/fhir/Communication", registration("delivery").dump(), fhir_type, "stranger");
    EXPECT_EQ(as_the_maker.status, 403) << as_the_maker.body;
    const auto as_town = [&] {
        return site.post("/fhir/Communication", registration("delivery").dump(), fhir_type, "town").status;
    };
    EXPECT_EQ(as_town(), 403) << "an office says it itself";
    site.gateway().set_hub(std::make_shared<const access::Hub>(access::Hub{.matrix = matrix_of(home)}));
    EXPECT_EQ(as_town(), 201) << "where offices enter nothing, the municipality says it for the maker";
    EXPECT_TRUE(opens(first, "stranger"));
}

TEST_F(CarePlans, what_is_denied_is_answered_as_what_is_not_there) {
    give_consent();
    const std::string first = send(documents::plan_set("20260301091500")).at("careplan1");
    const Response unknown = read("01990000-0000-7000-8000-000000000000", "town");
    const Response none = read(first, "town");
    enter(registration("agreement"));
    const Response draft = read(first, "town");
    const auto without_id = [&](std::string text) {
        for (std::size_t at = text.find(first); at != std::string::npos; at = text.find(first)) {
            text.replace(at, first.size(), "01990000-0000-7000-8000-000000000000");
        }
        return text;
    };
    EXPECT_EQ(without_id(none.body), unknown.body);
    EXPECT_EQ(without_id(draft.body), unknown.body);
    EXPECT_EQ(draft.status, unknown.status);
}

TEST_F(CarePlans, registration_that_cannot_be_read_closes_plans_and_nothing_else) {
    give_consent();
    const std::string first = send(documents::plan_set("20260301091500")).at("careplan1");
    site.submit(documents::file("insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"), "town");
    const std::set<std::string> others = listed(person());
    EXPECT_EQ(others.size(), 1U) << "the card waits for no plan";
    enter(registration("delivery"));
    EXPECT_TRUE(opens(first, "town"));
    const store::PlainRecord strange{
        .id = "01990000-0000-7000-8000-000000000001",
        .kind = "ledger/plan_delivery",
        .text =
            R"({"plan":")" + plan + R"(","act":"later","office":"office:9970100013","status":"completed"})",
        .office = {"office", "9970100013"}};
    must(site.store().write([&](store::Transaction& it) {
        return store::put(it, store::Kept<store::PlainRecord>{subject().person, strange});
    }));
    EXPECT_FALSE(opens(first, "town")) << "a newer program wrote an act that is not known here";
    EXPECT_FALSE(opens(first, person()));
    EXPECT_EQ(listed(person()), others);
}

// By the kinds that have a CarePlan: a client takes the number of a registration from there.
TEST_F(CarePlans, number_that_a_registration_names_is_that_of_the_care_plan) {
    std::size_t seen = 0;
    for (const auto& [form, document] : send_all()) {
        const Json bundle = json_of(read(document, "manager"));
        for (const Json& entry : bundle.at("entry")) {
            const Json& it = entry["resource"];
            if (it["resourceType"] == "CarePlan") {
                const bool is_month =
                    it["identifier"][0]["system"].get<std::string>().ends_with("month-plan");
                EXPECT_EQ(it["identifier"][0]["value"], is_month ? month_plan : plan) << form;
                ++seen;
            }
        }
    }
    EXPECT_EQ(seen, 4U);
}

TEST_F(CarePlans, facility_begins_its_plan_from_the_delivered_one) {
    const auto documents = send(filled_set());
    site.add({.id = "facility", .role = policy::Role::care_office, .numbers = {{"office", "9970180001"}}});
    serve("9970180001", "52");
    give_consent();
    EXPECT_FALSE(opens(documents.at("careplan1"), "facility"));
    enter(registration("agreement"));
    EXPECT_FALSE(opens(documents.at("careplan1"), "facility"));
    enter(registration("delivery"));
    service::Workspace workspace(*documents::loaded()->catalogue);
    for (const std::string form : {"careplan1", "careplan2", "careplan3"}) {
        const Response delivered = read(documents.at(form), "facility");
        ASSERT_EQ(delivered.status, 200) << delivered.body;
        const service::Outcome begun =
            service::prefill(workspace, {.name = "plan.json", .bytes = delivered.body},
                             {.mappings = std::filesystem::path(RENKEI_SOURCE) / "mappings",
                              .to = form,
                              .syntax = "json",
                              .created = "2027-06-15T11:00:00+09:00",
                              .document_id = "D-1"});
        ASSERT_EQ(begun.documents.size(), 1U) << form;
        EXPECT_NE(begun.documents[0].bytes.find("0000001016"), std::string::npos) << form;
        EXPECT_FALSE(begun.report.at_least(diag::Severity::error)) << documents::recorded(begun.report);
    }
}

// What a person sees is made of documents that are open to them.
TEST_F(CarePlans, delivered_is_in_what_the_person_sees_and_its_withdrawal_takes_it_out) {
    send(filled_set());
    const std::string nothing = own_page();
    const std::string_view aim = "ご本人の希望と目標"; // of the plan
    EXPECT_EQ(nothing.find(aim), std::string::npos);
    const Json draft = enter(registration("agreement"));
    const std::string of_draft = own_page();
    EXPECT_NE(of_draft.find(aim), std::string::npos) << of_draft;
    const Json delivery = enter(registration("delivery"));
    EXPECT_EQ(own_page(), of_draft);
    withdraw(draft);
    EXPECT_EQ(own_page(), of_draft);
    withdraw(delivery);
    EXPECT_EQ(own_page(), nothing);
}

} // namespace
} // namespace renkei::server::plans_test
