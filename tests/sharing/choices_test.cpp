// The choices of docs/policy.md, each by the decisions that differ with it: columns, plans, purposes, hiding,
// death, moves, direct exchange, forms.
#include "tests/sharing/states.h"
#include <gtest/gtest.h>

namespace renkei::sharing::choices_test {
namespace {

using test::a_consent;
using test::a_registration;
using test::at;
using test::day;
using test::decided;
using test::full_state;
using test::ours;
using test::reason_of;

// ---------------------------------------------------------------- columns
TEST(Columns, are_found_for_readers_that_the_matrix_does_not_name) {
    EXPECT_EQ(reason_of(full_state("cert.card", "visiting_nurse")), "allowed");
    EXPECT_EQ(reason_of(full_state("cert.card", "pharmacy")), "allowed");
    EXPECT_EQ(reason_of(full_state("cert.card", "researcher")), "no_column");
    EXPECT_EQ(reason_of(full_state("cert.card", "prefecture")), "no_column");
    State support = full_state("cert.opinion", "community_support");
    EXPECT_EQ(reason_of(support), "no_column") << "要介護";
    for (const CareLevel level : {CareLevel::support, CareLevel::program}) {
        support.person.care_level = level;
        EXPECT_EQ(reason_of(support), "allowed");
    }
    support.service_type = "43";
    EXPECT_EQ(reason_of(support), "service_type");
}

// ※1 (O15)
TEST(Columns, a_care_manager_in_a_care_office_stands_in_both_while_she_makes_the_plan) {
    State state = full_state("limit.equipment", "care_office");
    EXPECT_EQ(reason_of(state), "allowed");
    state.makes_plan = false;
    EXPECT_EQ(reason_of(state), "not_shared");
    state.makes_plan = true;
    state.job = "nurse";
    EXPECT_EQ(reason_of(state), "not_shared");
    state.job = "care_manager";
    state.kind = "cert.opinion";
    EXPECT_EQ(reason_of(state), "service_type") << "認定情報 is for service type 43";
}

// O14
TEST(Columns, a_health_facility_reads_its_own_opinions_only) {
    State state = full_state("cert.opinion", "facility");
    EXPECT_EQ(reason_of(state), "not_related");
    state.is_own = true;
    EXPECT_EQ(reason_of(state), "allowed");
    state.opinion_requests.clear();
    EXPECT_EQ(reason_of(state), "no_opinion_request")
        << "the conditions of its own row hold for reading, too";
}

// O20
TEST(Columns, a_deemed_care_office_reads_by_configuration_only) {
    State state = full_state("life.feedback", "medical");
    state.opinion_requests.clear();
    state.is_deemed_care_office = true;
    EXPECT_EQ(reason_of(state), "no_opinion_request");
    state.insurer.settings.deemed_care_office = true;
    EXPECT_EQ(reason_of(state), "allowed");
    state.registrations.front().until = day("2027-06-14");
    EXPECT_FALSE(decided(state).allowed());
    State survey = full_state("cert.opinion", "medical");
    survey.opinion_requests.clear();
    survey.is_deemed_care_office = true;
    survey.insurer.settings.deemed_care_office = true;
    EXPECT_FALSE(decided(survey).allowed());
    State plan = full_state("plan.home1", "medical");
    plan.opinion_requests.clear();
    plan.is_deemed_care_office = true;
    plan.insurer.settings.deemed_care_office = true;
    plan.plan_state = PlanState::none;
    EXPECT_EQ(reason_of(plan), "not_delivered");
}

// O24
TEST(Plans, that_are_drafts_open_to_the_person_and_a_legal_representative) {
    for (const std::string_view reader : {"person", "proxy"}) {
        State state = full_state("plan.home1", reader);
        state.insurer.settings.proxies = {Agent::legal_representative, Agent::family};
        state.plan_state = PlanState::for_consent;
        EXPECT_EQ(reason_of(state), "allowed") << reader;
        state.plan_state = PlanState::none;
        EXPECT_EQ(reason_of(state), "not_delivered") << reader;
        state.plan_state = PlanState::for_consent;
        state.ground = Agent::family;
        EXPECT_EQ(reason_of(state), reader == "person" ? "allowed" : "not_delivered");
    }
}

// O34
TEST(Results, that_have_not_arrived_close_what_is_of_the_certification_to_offices_but_the_author) {
    State state = full_state("cert.opinion", "medical");
    state.insurer.settings.result_delivered = true;
    state.result_is_delivered = false;
    EXPECT_EQ(reason_of(state), "result_not_delivered");
    state.is_own = true;
    EXPECT_EQ(reason_of(state), "allowed");
    state.kind = "cert.card";
    EXPECT_EQ(reason_of(state), "result_not_delivered");
    state.kind = "plan.home1";
    state.is_own = false;
    EXPECT_EQ(reason_of(state), "allowed");
    for (const std::string_view reader : {"care_manager", "care_office", "facility"}) {
        State card = full_state("cert.card", reader);
        card.insurer.settings = state.insurer.settings;
        card.result_is_delivered = false;
        EXPECT_EQ(reason_of(card), "result_not_delivered") << reader;
    }
    for (const std::string_view reader : {"municipality", "person"}) {
        State card = full_state("cert.card", reader);
        card.insurer.settings = state.insurer.settings;
        card.result_is_delivered = false;
        EXPECT_EQ(reason_of(card), "allowed") << reader;
    }
}

// ---------------------------------------------------------------- purpose, emergency
// O31
TEST(Purposes, besides_the_care_that_was_said_need_consent_everywhere) {
    State state = full_state("cert.card", "care_manager");
    state.consents.clear();
    EXPECT_EQ(reason_of(state), "allowed");
    for (const Purpose purpose : {Purpose::needed, Purpose::other_for_care}) {
        state.purpose = purpose;
        state.consents.clear();
        EXPECT_EQ(reason_of(state), "consent_missing");
        state.consents = {a_consent()};
        EXPECT_EQ(reason_of(state), "consent_other") << "a consent is to care, if it says nothing else";
        state.consents.front().purposes = {purpose};
        EXPECT_EQ(reason_of(state), "allowed");
    }
}

TEST(Purposes, fit_one_reader_each) {
    const std::pair<std::string_view, Purpose> own[] = {{"person", Purpose::person},
                                                        {"proxy", Purpose::proxy},
                                                        {"municipality", Purpose::municipal},
                                                        {"care_manager", Purpose::care}};
    for (const auto& [reader, fitting] : own) {
        for (std::size_t i = 0; i < words<Purpose>.size(); ++i) {
            State state = full_state("cert.card", reader);
            state.purpose = static_cast<Purpose>(i);
            state.consents.front().purposes = {*state.purpose};
            const bool is_other_care =
                reader == "care_manager" &&
                (*state.purpose == Purpose::needed || *state.purpose == Purpose::other_for_care);
            EXPECT_EQ(decided(state).allowed(), *state.purpose == fitting || is_other_care)
                << reader << " " << words<Purpose>[i];
        }
    }
}

TEST(Purposes, the_municipality_reads_by_a_consent_that_names_none_or_its_own) {
    State state = full_state("life.feedback", "municipality");
    EXPECT_EQ(reason_of(state), "allowed");
    state.consents.front().purposes = {Purpose::municipal};
    EXPECT_EQ(reason_of(state), "allowed");
    state.consents.front().purposes = {Purpose::care};
    EXPECT_EQ(reason_of(state), "consent_other");
    state.consents.clear();
    EXPECT_EQ(reason_of(state), "consent_missing") << "O11: as the row";
}

// O32
TEST(Emergencies, stand_for_the_consent_and_for_nothing_else) {
    State state = full_state("cert.opinion", "care_manager");
    state.purpose = Purpose::emergency;
    state.has_emergency_reason = true;
    EXPECT_EQ(reason_of(state), "purpose") << "off by default";
    state.insurer.settings.emergency = true;
    state.consents.front().withdrawn = Withdrawal{.at = at("2027-06-02")};
    EXPECT_EQ(reason_of(state), "allowed");
    EXPECT_EQ(decided(state).emergency_consent, Reason::consent_withdrawn) << "which the audit says";
    state.consents.front().withdrawn.reset();
    EXPECT_EQ(decided(state).emergency_consent, Reason::allowed);
    state.makes_plan = false;
    EXPECT_EQ(reason_of(state), "not_related");
    state.makes_plan = true;
    state.purpose.reset();
    EXPECT_EQ(decided(state).emergency_consent, std::nullopt);
    state.purpose = Purpose::emergency;
    state.person.died = state.at;
    EXPECT_EQ(reason_of(state), "died");
}

// O30
TEST(Strictness, asks_offices_for_consent_but_not_for_what_they_made) {
    for (const std::string_view reader : {"care_manager", "care_office", "facility", "medical"}) {
        State state = full_state("cert.card", reader);
        state.consents.clear();
        EXPECT_EQ(reason_of(state), "allowed") << reader;
        state.insurer.settings.strict = true;
        EXPECT_EQ(reason_of(state), "consent_missing") << reader;
    }
    State own = full_state("life.feedback", "care_office");
    own.insurer.settings.strict = true;
    own.consents.clear();
    own.is_own = true;
    EXPECT_EQ(reason_of(own), "allowed");
    for (const std::string_view reader : {"person", "municipality"}) {
        State state = full_state("cert.card", reader);
        state.consents.clear();
        state.insurer.settings.strict = true;
        EXPECT_EQ(reason_of(state), "allowed") << reader;
    }
}

// ---------------------------------------------------------------- hiding, death, disaster
// O28
TEST(Hiding, leaves_out_addresses_and_cuts_off_proxies) {
    for (const Hidden hidden : {Hidden::history, Hidden::self}) {
        State related = full_state("cert.card", "care_manager");
        related.person.hidden = hidden;
        EXPECT_EQ(reason_of(related), "allowed");
        EXPECT_TRUE(decided(related).masked.places);
        State proxy = full_state("cert.card", "proxy");
        proxy.person.hidden = hidden;
        EXPECT_EQ(reason_of(proxy), "hidden");
        State insurer = full_state("cert.card", "municipality");
        insurer.person.hidden = hidden;
        EXPECT_TRUE(decided(insurer).allowed());
        EXPECT_FALSE(decided(insurer).masked.any());
        State person = full_state("cert.card", "person");
        person.person.hidden = hidden;
        EXPECT_EQ(decided(person).allowed(), hidden == Hidden::history);
        State asked = full_state("cert.card", "medical");
        asked.gives_care_service = false;
        asked.person.hidden = hidden;
        EXPECT_EQ(reason_of(asked), "allowed") << "the insurer asked it for an opinion";
    }
}

TEST(Names, are_left_out_before_the_board_alone_and_where_the_insurer_has_it_so) {
    State board = full_state("cert.board", "board_member");
    EXPECT_FALSE(decided(board).masked.any()) << "unless it has";
    board.insurer.settings.board_without_names = true;
    ASSERT_TRUE(decided(board).allowed());
    EXPECT_TRUE(decided(board).masked.names);
    EXPECT_EQ(decided(board).masked.left_out(), LeftOut::names);
    board.person.hidden = Hidden::history;
    EXPECT_EQ(decided(board).masked.left_out(), LeftOut::both);
    for (const std::string_view reader : {"municipality", "care_manager", "person"}) {
        State other = full_state("cert.card", reader);
        other.insurer.settings.board_without_names = true;
        EXPECT_FALSE(decided(other).masked.any()) << reader;
    }
}

TEST(Death, leaves_reading_to_the_insurer_but_for_direct_exchange) {
    for (const std::string_view reader : {"person", "proxy", "care_manager", "care_office", "medical"}) {
        State state = full_state("cert.card", reader);
        state.person.died = at("2027-06-15");
        EXPECT_EQ(reason_of(state), "died") << reader;
    }
    State insurer = full_state("cert.card", "municipality");
    insurer.person.died = at("2027-06-15");
    EXPECT_EQ(reason_of(insurer), "allowed");
    for (const std::string_view kind : {"life.feedback", "plan.home1"}) {
        State with_consent = full_state(kind, "municipality");
        EXPECT_EQ(reason_of(with_consent), "allowed") << kind;
        with_consent.person.died = with_consent.at;
        EXPECT_EQ(reason_of(with_consent), "died") << kind << ": consent ends with death";
        with_consent.person.died = with_consent.at + 1;
        EXPECT_EQ(reason_of(with_consent), "allowed") << kind;
    }
    State direct = full_state("direct.admission", "medical");
    direct.person.died = at("2027-06-15");
    EXPECT_EQ(reason_of(direct), "allowed");
}

TEST(Disasters, open_to_other_municipalities_by_configuration_but_no_hidden_person) {
    State state = full_state("cert.card", "municipality");
    state.caller_insurer = "990029";
    EXPECT_EQ(reason_of(state), "not_insurer");
    state.insurer.settings.disaster = true;
    EXPECT_EQ(reason_of(state), "allowed");
    state.person.hidden = Hidden::history;
    EXPECT_EQ(reason_of(state), "hidden");
    state.person.hidden = Hidden::none;
    state.caller_insurer = "";
    EXPECT_EQ(reason_of(state), "not_insurer") << "who gives no number is no municipality";
    state.insurer.settings.disaster = false;
    state.person.insurer = "";
    EXPECT_EQ(reason_of(state), "not_insurer");
}

// O27
TEST(Moves, leave_registrations_and_consents_behind) {
    State state = full_state("cert.opinion", "care_manager");
    state.registrations.front().insurer = "990029";
    EXPECT_EQ(reason_of(state), "not_registered");
    state.registrations = {a_registration("2027-06-01")};
    state.consents.front().insurer = "990029";
    EXPECT_EQ(reason_of(state), "consent_other");
}

// ---------------------------------------------------------------- offices of one organisation
Registration of_office(const policy::Number& office, std::string_view service_type) {
    Registration out = a_registration("2027-06-01");
    out.office = office;
    out.service_type = service_type;
    return out;
}

TEST(Offices, of_one_organisation_do_not_lend_each_other_what_a_cell_asks) {
    State state = full_state("cert.survey", "care_manager");
    state.makes_plan = false;
    state.service_type = "";
    Registration planner = of_office(own_number(), "43");
    planner.makes_plan = true;
    const Registration helper = of_office(other_number(), "11");
    state.registrations = {helper, planner};
    EXPECT_EQ(reason_of(state), "allowed");
    state.registrations.back().last_service_month = day("2027-01-01");
    state.registrations.back().until = day("2027-06-14");
    EXPECT_FALSE(decided(state).allowed()) << "the office that makes the plan is not registered any more";
    planner.service_type = "11";
    Registration manager = of_office(other_number(), "43");
    state.registrations = {planner, manager};
    EXPECT_FALSE(decided(state).allowed()) << "the office of the right type makes no plan";
    manager.office = own_number();
    state.registrations = {planner, manager};
    EXPECT_FALSE(decided(state).allowed()) << "two services of one number are two offices";
}

TEST(Offices, read_as_the_service_that_they_are_registered_for) {
    State state = full_state("cert.card", "care_manager");
    state.registrations = {of_office(own_number(), "43")};
    EXPECT_EQ(reason_of(state), "allowed");
    state.service_type = "";
    EXPECT_EQ(reason_of(state), "allowed");
    state.registrations = {of_office(own_number(), "13")};
    EXPECT_EQ(reason_of(state), "service_type");
    state.service_type = "43";
    EXPECT_EQ(reason_of(state), "service_type") << "what is said does not beat what is registered";
    Registration ended = of_office(other_number(), "43");
    ended.ended = RegistrationEnded{.at = at("2027-06-02")};
    state.service_type = "";
    state.registrations = {of_office(own_number(), "13"), ended};
    EXPECT_EQ(reason_of(state), "service_type") << "a registration that ended gives no type";
}

// ---------------------------------------------------------------- direct exchange
TEST(DirectExchange, asks_nothing_of_the_hub) {
    State state = full_state("direct.admission", "medical");
    state.insurer.state = InsurerState::unknown;
    state.insurer.functions.clear();
    state.registrations.clear();
    state.consents.clear();
    state.person.hidden = Hidden::self;
    state.at = at("2026-01-01");
    EXPECT_EQ(reason_of(state), "allowed");
    EXPECT_FALSE(decided(state).masked.any());
    state.names_reader = false;
    EXPECT_EQ(reason_of(state), "not_related");
    state.is_own = true;
    EXPECT_EQ(reason_of(state), "allowed");
    state.purpose = Purpose::secondary;
    EXPECT_EQ(reason_of(state), "purpose");
    EXPECT_EQ(reason_of(full_state("direct.admission", "person")), "not_stored");
}

// ---------------------------------------------------------------- forms
// O21
TEST(Forms, are_decided_kind_by_kind_and_are_whole_only_if_nothing_is_left_out) {
    State state = full_state("cert.card", "medical");
    state.gives_care_service = false;
    const FormDecision part = decide_form(ours(), state.request(ours()), "insured_card");
    ASSERT_EQ(part.kinds.size(), 3U);
    EXPECT_TRUE(part.allowed());
    EXPECT_FALSE(part.is_whole());
    const State whole = full_state("cert.card", "care_manager");
    EXPECT_TRUE(decide_form(ours(), whole.request(ours()), "insured_card").is_whole());
    State family = full_state("cert.card", "proxy");
    EXPECT_TRUE(decide_form(ours(), family.request(ours()), "insured_card").allowed());
    EXPECT_FALSE(decide_form(ours(), family.request(ours()), "insured_card").is_whole());
    EXPECT_FALSE(decide_form(ours(), whole.request(ours()), "life_adl").allowed());
    EXPECT_FALSE(decide_form(ours(), whole.request(ours()), "life_adl").is_whole());
}

} // namespace
} // namespace renkei::sharing::choices_test
