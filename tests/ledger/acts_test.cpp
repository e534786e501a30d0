// Acts on records below HTTP, as one golden text (tests/support/golden.h says how it is renewed): what each
// act makes or refuses, in both languages, and the audit events that it leaves.
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/damaged.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/relations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/sharing/insurer.h"

#include "tests/ledger/kit.h"
#include "tests/support/certification_change.h"
#include "tests/support/golden.h"

namespace renkei::ledger::acts_test {
namespace {

using sharing::Agent;
using sharing::CertificationStep;

constexpr base::Millis day = 24 * 60 * 60 * 1000;
const policy::Number clinic{"institution", "9910000018"};
const policy::Number unknown_office{"office", "9970100021"};

std::string shown(const std::string& text) { return text; }
std::string shown(bool is_changed) { return is_changed ? "changed" : "as before"; }
std::string shown(const EnteredConsent& it) { return sharing::to_json(it.consent); }
std::string shown(const ChangedState& it) {
    std::string out = sharing::to_json(it.state);
    for (const std::string& each : it.changed) {
        out += " " + each;
    }
    return out;
}
template <class Record>
std::string shown(const Record& record) {
    return sharing::to_json(record);
}

class GoldenActs : public Registry {
protected:
    GoldenActs() {
        must(store->write([&](store::Transaction& it) {
            return it.put(policy::Peer{.id = "clinic", .role = policy::Role::clinic, .numbers = {clinic}});
        }));
    }
    time::Date in(int days) const { return time::day_in_japan(now() + days * day); }

    // Notes what came of it, and lets a millisecond pass: ids sort by time.
    template <class T>
    std::string act(std::string_view title, const diag::Result<T>& done) {
        out_ += "\n= " + std::string(title) + "\n";
        out_ += done ? shown(*done)
                     : "refused " + diag::to_text(done.error(), diag::Language::english) + "\n" +
                           diag::to_text(done.error(), diag::Language::japanese);
        out_ += "\n";
        const std::vector<audit::Event> all = events();
        for (; audited_ < all.size(); ++audited_) {
            const audit::Event& it = all[audited_];
            out_ += "audit " + std::string(to_text(it.action)) + " " + it.interaction +
                    " person=" + it.person + " about=" + it.about + " " + it.query + "\n";
        }
        clock.pass(1);
        if constexpr (requires { done->id; }) {
            return done ? done->id : "";
        } else if constexpr (requires { done->consent.id; }) {
            return done ? done->consent.id : "";
        }
        return "";
    }
    sharing::Registration of_type(const std::string& type) const {
        sharing::Registration out = registration();
        out.service_type = type;
        return out;
    }
    template <class Record, class Edit>
    static Record with(Record record, const Edit& edit) {
        edit(record);
        return record;
    }

    void registrations();
    void relations();
    void opinions();
    void certifications();
    void consents();
    void states();

    std::string out_{};
    std::size_t audited_ = 0;
};

void GoldenActs::registrations() {
    const auto add = [&](std::string_view title, const sharing::Registration& it) {
        return act(title, ledger::enter(*store, registration_add, subject(), it));
    };
    const auto change = [&](std::string_view title, std::string_view id, const auto& edit) {
        act(title, ledger::change(*store, registration_change, subject().person, id, edited(edit)));
    };
    const auto end = [&](std::string_view title, std::string_view id, base::Millis at) {
        act(title, end_registration(*store, subject().person, id, sharing::RegistrationEnd::claims, at));
    };
    const std::string id = add("registration", of_type("43"));
    add("registration twice", of_type("43"));
    add("registration of another service", of_type("11"));
    add("registration of an unknown office",
        with(of_type("12"), [](auto& it) { it.office = unknown_office; }));
    add("registration backwards", with(of_type("12"), [&](auto& it) { it.until = in(-1); }));
    add("registration with a claim ahead",
        with(of_type("12"), [](auto& it) { it.last_service_month = time::parse_date("2099-01"); }));
    add("registration with an identity ahead",
        with(of_type("12"), [&](auto& it) { it.identity->at = now() + day; }));
    add("registration with two faults", with(of_type("43"), [&](auto& it) {
            it.office = unknown_office;
            it.until = in(-1);
        }));
    change("registration changed in all", id, [&](sharing::Registration& it) {
        it.service_type = "13";
        it.until = in(90);
        it.last_service_month = time::parse_date("2026-10");
        it.view_until = in(60);
        it.makes_plan = true;
    });
    change("registration changed to the same", id, [&](sharing::Registration& it) { it.makes_plan = true; });
    change("registration changed, members removed", id,
           [&](sharing::Registration& it) { it.until = it.view_until = {}; });
    change("registration changed to another's service", id,
           [&](sharing::Registration& it) { it.service_type = "11"; });
    change("registration changed backwards", id, [&](sharing::Registration& it) { it.until = in(-1); });
    change("registration changed with two faults", id, [&](sharing::Registration& it) {
        it.service_type = "11";
        it.until = in(-1);
    });
    change("registration changed that is not", "none", [](sharing::Registration&) {});
    end("registration ended ahead", id, now() + day);
    end("registration ended before it began", id, now() - 2 * day);
    end("registration ended that is not", "none", now());
    end("registration ended", id, now());
    end("registration ended again", id, now());
    change("registration changed after its end", id,
           [&](sharing::Registration& it) { it.makes_plan = false; });
}

void GoldenActs::relations() {
    const sharing::StatedRelation plain{.organisation = clinic, .from = in(-3)};
    const auto add = [&](std::string_view title, const sharing::StatedRelation& it) {
        return act(title, ledger::enter(*store, relation_add, subject(), it));
    };
    const auto end = [&](std::string_view title, std::string_view id, int last) {
        act(title, end_relation(*store, subject().person, id, in(last)));
    };
    const std::string id = add("relation", plain);
    add("relation twice", plain);
    add("relation of the board", with(plain, [&](auto& it) {
            it.kind = sharing::RelationKind::board_case;
            it.until = in(3);
        }));
    add("relation of an unknown one", with(plain, [](auto& it) { it.organisation = unknown_office; }));
    add("relation backwards", with(plain, [&](auto& it) { it.until = in(-9); }));
    add("relation with two faults", with(plain, [&](auto& it) {
            it.organisation = unknown_office;
            it.until = in(-9);
        }));
    end("relation ended before it began", id, -9);
    end("relation ended that is not", "none", 0);
    end("relation ended", id, 0);
    end("relation ended again", id, 0);
}

void GoldenActs::opinions() {
    const sharing::OpinionRequest plain{
        .institution = clinic, .reference = "第12号", .sent = in(-5), .due = in(5)};
    const auto ask = [&](std::string_view title, const sharing::OpinionRequest& it) {
        return act(title, ledger::enter(*store, opinion_request, subject(), it));
    };
    const auto change_as = [&](Needs needs, std::string_view title, std::string_view id, const auto& edit) {
        const Act<sharing::OpinionRequest> any{"opinion-change", needs};
        act(title, ledger::change(*store, any, subject().person, id, edited(edit)));
    };
    const auto change = [&](std::string_view title, std::string_view id, const auto& edit) {
        change_as(Needs::whole, title, id, edit);
    };
    const auto close = [&](std::string_view title, std::string_view id, int days) {
        change_as(Needs::closing, title, id, [&](sharing::OpinionRequest& it) { it.closed = in(days); });
    };
    const std::string id = ask("opinion", plain);
    ask("opinion twice", plain);
    ask("opinion of an unknown one", with(plain, [](auto& it) { it.institution = unknown_office; }));
    ask("opinion ahead", with(plain, [&](auto& it) { it.sent = in(9); }));
    ask("opinion due before it was sent", with(plain, [&](auto& it) { it.due = in(-9); }));
    ask("opinion with two faults", with(plain, [&](auto& it) {
            it.institution = unknown_office;
            it.due = in(-9);
        }));
    change("opinion delivered before it is decided", id,
           [&](sharing::OpinionRequest& it) { it.delivered = in(0); });
    change("opinion received ahead", id, [&](sharing::OpinionRequest& it) { it.received = {.day = in(2)}; });
    change("opinion received", id, [&](sharing::OpinionRequest& it) {
        it.received = {.day = in(0), .way = sharing::OpinionWay::fhir};
    });
    change("opinion received again", id,
           [&](sharing::OpinionRequest& it) { it.received->doctor_agrees = true; });
    change("opinion decided before it was sent", id,
           [&](sharing::OpinionRequest& it) { it.decided = in(-9); });
    change("opinion decided", id, [&](sharing::OpinionRequest& it) { it.decided = in(-1); });
    change("opinion delivered", id, [&](sharing::OpinionRequest& it) { it.delivered = in(0); });
    close("opinion closed", id, 0);
    close("opinion closed again", id, -1);
    close("opinion changed that is not", "none", 0);
}

void GoldenActs::certifications() {
    const sharing::Certification plain{.kind = sharing::ApplicationKind::renewal, .days = {in(-20)}};
    const auto start = [&](std::string_view title, const sharing::Certification& it) {
        return act(title, ledger::enter(*store, certification_start, subject(), it));
    };
    const auto change = [&](std::string_view title, std::string_view id, const CertificationChange& what) {
        act(title, change_certification(*store, subject().person, id, what));
    };
    start("certification ahead", with(plain, [&](auto& it) { it.days = {in(3)}; }));
    const std::string id = start("certification", plain);
    start("certification while one is open", plain);
    change("certification: a step too early", id, StepDone{CertificationStep::board, in(-1)});
    change("certification: a step before the application", id, StepDone{CertificationStep::survey, in(-30)});
    change("certification: a step ahead", id, StepDone{CertificationStep::survey, in(3)});
    change("certification: survey", id, StepDone{CertificationStep::survey, in(-10)});
    change("certification: survey again", id, StepDone{CertificationStep::survey, in(-10)});
    change("certification: survey corrected", id, StepDone{CertificationStep::survey, in(-9)});
    change("certification: a short delay", id, sharing::DelayNotice{in(-2), in(-3), "x"});
    change("certification: a delay ahead", id, sharing::DelayNotice{in(2), in(30), "x"});
    change("certification: a delay", id, sharing::DelayNotice{in(-2), in(30), "調査に日時を要するため"});
    change("certification: withdrawn ahead", id, Withdrawn{in(2)});
    change("certification: opinion", id, StepDone{CertificationStep::doctor_opinion, in(-8)});
    change("certification: first decision", id, StepDone{CertificationStep::first_decision, in(-7)});
    change("certification: board out of order", id, StepDone{CertificationStep::board, in(-12)});
    change("certification: board", id, StepDone{CertificationStep::board, in(-6)});
    change("certification: result", id, StepDone{CertificationStep::result, in(-5)});
    change("certification: withdrawn after its result", id, Withdrawn{in(0)});
    change("certification: rejected after its result", id, Rejection{in(0)});
    change("certification: a late delay", id, sharing::DelayNotice{in(-1), in(60), "x"});
    change("certification: as a mistake", id, Withdrawn{in(-21)});
    change("certification: a step of a mistake", id, StepDone{CertificationStep::survey, in(-9)});
    change("certification that is not", "none", Rejection{in(0)});
    const std::string moved =
        start("certification of who moved in",
              with(plain, [](auto& it) { it.kind = sharing::ApplicationKind::moved_in; }));
    change("certification: a foreign step", moved, StepDone{CertificationStep::board, in(-1)});
    change("certification: rejected", moved, Rejection{in(-1)});
    change("certification: rejected, corrected", moved, Rejection{in(-2)});
    change("certification: withdrawn after the rejection", moved, Withdrawn{in(0)});
}

void GoldenActs::consents() {
    const auto enter = [&](std::string_view title, const sharing::Consent& it) {
        return act(title, enter_consent(*store, subject(), it));
    };
    const auto withdraw = [&](std::string_view title, std::string_view id) {
        act(title, withdraw_consent(*store, subject().person, id, Agent::family, "もうよい"));
    };
    withdraw("consent withdrawn where none is", "");
    const std::string id = enter("consent", consent());
    enter("consent in all members", with(consent(), [&](auto& it) {
              it.channel = sharing::ConsentChannel::browser;
              it.kinds = {"cert.card"};
              it.receivers = {office};
              it.purposes = {sharing::Purpose::care, sharing::Purpose::needed};
              it.from = in(0);
              it.until = in(99);
              it.given_by = Agent::legal_representative;
              it.evidence = "棚 3";
          }));
    enter("consent ahead", with(consent(), [&](auto& it) { it.given_at = now() + day; }));
    enter("consent backwards", with(consent(), [&](auto& it) { it.until = in(-1); }));
    enter("consent of an heir", with(consent(), [](auto& it) { it.given_by = Agent::heir; }));
    enter("consent with two faults", with(consent(), [&](auto& it) {
              it.given_by = Agent::heir;
              it.given_at = now() + day;
          }));
    const std::string no = enter("refusal", with(consent(), [](auto& it) { it.permits = false; }));
    enter("refusal of a part", with(consent(), [](auto& it) {
              it.permits = false;
              it.kinds = {"cert.card"};
          }));
    withdraw("refusal withdrawn", no);
    withdraw("consent withdrawn that is not", "none");
    withdraw("consent withdrawn", id);
    withdraw("consent withdrawn again", id);
    act("damaged record dropped that is not", drop_damaged(*store, subject().person, id));
}

void GoldenActs::states() {
    const auto change = [&](std::string_view title, const StateChange& what) {
        act(title, change_state(*store, subject(), what));
    };
    const auto link = [&](std::string_view title, const std::string& other,
                          std::optional<base::Millis> moved) {
        act(title,
            change_link(*store, number("insurer:990010|0000000001"), number(other), mhd::Linked::yes, moved));
    };
    change("state", {.hidden = sharing::Hidden::history, .care_level = sharing::CareLevel::support});
    change("state as before", {.hidden = sharing::Hidden::history});
    change("state of a death ahead", {.died = now() + day});
    change("state of a move ahead", {.insurer = "990028", .moved_in = now() + day});
    link("numbers of one insurer linked", "office:9970100013|12", {});
    link("numbers linked again", "office:9970100013|12", {});
    link("numbers of two insurers linked without a move", "insurer:990028|0000000009", {});
    act("insurer", change_insurer(*store, "990010", [&](sharing::Insurer it) {
            it.state = sharing::InsurerState::live;
            it.live_from = in(-9);
            it.settings.proxies = {Agent::family};
            return diag::Result<sharing::Insurer>(it);
        }));
    act("insurer as before", change_insurer(*store, "990010", [](sharing::Insurer it) {
            return diag::Result<sharing::Insurer>(it);
        }));
    act("insurer with a wrong number", change_insurer(*store, "99001", [](sharing::Insurer it) {
            return diag::Result<sharing::Insurer>(it);
        }));
    change("state of the dead", {.died = now()});
    act("registration of the dead, backwards",
        ledger::enter(*store, registration_add, subject(),
                      with(registration(), [&](auto& it) { it.until = in(-1); })));
    act("consent of the dead, of an heir",
        enter_consent(*store, subject(), with(consent(), [](auto& it) { it.given_by = Agent::heir; })));
    act("relation of the dead",
        ledger::enter(*store, relation_add, subject(), {.organisation = clinic, .from = in(0)}));
    act("certification of the dead",
        ledger::enter(*store, certification_start, subject(), {.days = {in(-1)}}));
    act("opinion of the dead",
        ledger::enter(*store, opinion_request, subject(), {.institution = clinic, .sent = in(-1)}));
    change("state of who lives after all", {.died = std::optional<base::Millis>()});
    change("state of who moved", {.insurer = "990028", .moved_in = now()});
    act("consent at the former insurer", enter_consent(*store, subject(), consent()));
    act("registration at the former insurer, of an unknown one",
        ledger::enter(*store, registration_add, subject(),
                      with(registration(), [](auto& it) { it.office = unknown_office; })));
}

TEST_F(GoldenActs, are_as_before) {
    registrations();
    relations();
    opinions();
    certifications();
    consents();
    states();
    test::expect_golden("ledger/acts.golden", test::StableNames().named(out_));
}

} // namespace
} // namespace renkei::ledger::acts_test
