// Each cell of the sharing matrix that asks what was done with a care plan (C-DLV), over HTTP: what is
// registered of the plan opens its documents by the cell, and a withdrawal closes them again.
#include "gateway/network/ledger/opinions.h"

#include "tests/server_fhir/plans_kit.h"
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace renkei::server::plans_test {
namespace {

using sharing::PlanState;

// Lines of matrix.tsv, from 1, that ask for a registration of the plan.
std::set<std::uint32_t> plan_cells() {
    std::set<std::uint32_t> out;
    const std::vector<std::string> lines = lines_of(access_folder() / "matrix.tsv");
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
        if (lines[i].find("C-DLV") != std::string::npos) {
            out.insert(i + 1);
        }
    }
    return out;
}

// No form of ours is a facility's plan: to ask its cells over HTTP, it is carried by the tables of a home
// plan.
const std::map<std::string, std::string> facility{
    {"plan.facility1", "careplan1"}, {"plan.facility2", "careplan2"}, {"plan.facility3", "careplan3"}};

// The peer that is an actor of the matrix, with what its cells ask for: each is given all of it.
struct PlanReader {
    sharing::ActorId actor;
    std::string peer;
    bool is_self = false;
};

class PlanCells : public CarePlans, public testing::WithParamInterface<bool> {
protected:
    PlanCells() : CarePlans(matrix_of(forms())) {}
    static const std::map<std::string, std::string>& forms() { return GetParam() ? facility : home; }
    const sharing::Matrix& matrix() { return site.gateway().hub()->matrix; }

    std::optional<PlanReader> reader_of(sharing::ActorId actor) {
        const sharing::Actor& it = matrix()[actor];
        switch (it.reader_class) {
        case sharing::ReaderClass::person: return PlanReader{actor, "portal", true};
        case sharing::ReaderClass::municipality: return PlanReader{actor, "town"};
        case sharing::ReaderClass::office:
        case sharing::ReaderClass::medical: break;
        default: return std::nullopt;
        }
        for (const auto& [role, kind] :
             {std::pair(policy::Role::care_manager, "office"), std::pair(policy::Role::care_office, "office"),
              std::pair(policy::Role::visiting_nurse, "office"), std::pair(policy::Role::pharmacy, "office"),
              std::pair(policy::Role::hospital, "institution")}) {
            const auto all = matrix().readers_of(role);
            if (std::ranges::find(all, actor) != all.end()) {
                const std::string number = fmt::format("99701{:05}", 80000 + static_cast<int>(actor));
                std::string id = it.id;
                std::ranges::replace(id, '_', '-');
                site.add({.id = id, .role = role, .numbers = {{kind, number}}});
                if (!it.service_types.empty()) {
                    serve(number, it.service_types.front());
                } else {
                    must(ledger::enter(site.store(), ledger::opinion_request, subject(),
                                       {.insurer = "990010",
                                        .institution = {kind, number},
                                        .sent = time::day_in_japan(site.clock.now())}));
                }
                return PlanReader{actor, id};
            }
        }
        return std::nullopt;
    }
};

TEST_P(PlanCells, open_by_what_is_registered_of_the_plan) {
    give_consent();
    const std::map<std::string, std::string> documents = send_all();
    std::vector<PlanReader> readers;
    for (const std::string_view id : matrix().reader_ids()) {
        if (const auto reader = reader_of(*matrix().reader(id))) {
            readers.push_back(*reader);
        }
    }
    const sharing::MatrixTable& now = *matrix().table_at(time::day_in_japan(site.clock.now()));
    std::set<std::uint32_t> asked;
    const auto expect = [&](PlanState state, std::string_view what) {
        for (const auto& [kind, form] : forms()) {
            for (const PlanReader& reader : readers) {
                const auto cells = now.cells(*matrix().kind(kind), *matrix()[reader.actor].column);
                bool asks = false;
                for (const sharing::Cell& cell : cells) {
                    if (cell.conditions.has(sharing::Condition::delivery)) {
                        asks = true;
                        asked.insert(cell.line);
                    }
                }
                if (!asks || !matrix()[reader.actor].care_levels.empty()) {
                    continue;
                }
                const bool wanted =
                    state == PlanState::for_delivery || (state == PlanState::for_consent && reader.is_self);
                const std::string& id = documents.at(form);
                EXPECT_EQ(reader.is_self ? opens(id, person()) : opens(id, reader.peer), wanted)
                    << what << ": " << kind << " " << reader.peer;
                EXPECT_EQ((reader.is_self ? listed(person()) : listed(reader.peer)).contains(id), wanted)
                    << what << ", in a list: " << kind << " " << reader.peer;
            }
        }
    };
    const std::vector<std::string> both{plan, month_plan};
    expect(PlanState::none, "nothing");
    const Json draft = enter(registration("agreement", both));
    expect(PlanState::for_consent, "for agreement");
    const Json delivery = enter(registration("delivery", both));
    expect(PlanState::for_delivery, "delivered");
    withdraw(delivery);
    expect(PlanState::for_consent, "delivery withdrawn");
    withdraw(draft);
    expect(PlanState::none, "both withdrawn");
    enter(registration("", both));
    expect(PlanState::for_delivery, "an act that is not said is a delivery");
    std::set<std::uint32_t> wanted; // all of the file that are of these kinds
    const std::vector<std::string> lines = lines_of(access_folder() / "matrix.tsv");
    for (const std::uint32_t line : plan_cells()) {
        std::istringstream in(lines[line - 1]);
        std::string edition, kind;
        in >> edition >> kind;
        if (forms().contains(kind) && edition == matrix()[now.edition()].id) { // the later one narrows these
            wanted.insert(line);
        }
    }
    EXPECT_FALSE(wanted.empty());
    EXPECT_TRUE(std::ranges::includes(asked, wanted));
}

INSTANTIATE_TEST_SUITE_P(all, PlanCells, testing::Bool());

TEST(PlanKinds, that_ask_for_a_registration_are_those_of_the_test) {
    std::set<std::string> kinds;
    const std::vector<std::string> lines = lines_of(access_folder() / "matrix.tsv");
    for (const std::uint32_t line : plan_cells()) {
        std::istringstream in(lines[line - 1]);
        std::string edition, kind;
        in >> edition >> kind;
        kinds.insert(kind);
    }
    std::set<std::string> tested;
    for (const auto& forms : {home, facility}) {
        for (const auto& [kind, form] : forms) {
            tested.insert(kind);
        }
    }
    EXPECT_EQ(kinds, tested);
    EXPECT_EQ(plan_cells().size(), 72U);
}

} // namespace
} // namespace renkei::server::plans_test
