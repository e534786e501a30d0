// Every act of acts.tsv by every kind of peer, in every state of a record that matters to it: whether the
// page offers it, what its page asks for, and what comes of it (acts.golden); and that no line of the table
// can be changed without this being seen.
#include "gateway/core/text/words.h"

#include "tests/server_records/act_cells.h"
#include "tests/support/golden.h"

#include <array>
#include <tuple>

namespace renkei::server::acts_table_test {
namespace {

// What a peer meets: one line of what comes of the act, and one of what its page asks.
struct Met {
    bool is_offered = false;
    bool is_taken = false; // what was sent was not refused
    bool is_done = false;  // and changed something
    std::string text{};
    std::string asks{};
};

enum class Until : bool { page, sent };

Met met(const RecordAct& act, const State* state, const Peer& peer, Until until = Until::sent) {
    Cell cell(peer);
    if (state != nullptr) {
        state->set_up(cell);
    }
    Met out{.is_offered = cell.is_offered(act)};
    const Response page = cell.send("/records/act", cell.page_of(act), peer.name);
    out.text = fmt::format("{}, page {}", out.is_offered ? "offered" : "-", page.status);
    out.asks = page.status == 200 ? Cell::boxes_of(page.body) : "";
    if (page.status != 200 || until == Until::page) {
        return out;
    }
    for (const bool is_again : {false, true}) { // what was so already is noted by the name of the act
        Fields fields = Cell::fields_of(cell.send("/records/act", cell.page_of(act), peer.name).body,
                                        "<form class=\"entry\"");
        cell.fill(fields, act);
        const Response sent = cell.send("/records/act", fields, peer.name);
        const audit::Event event = cell.kit.last_event();
        out.is_taken = out.is_taken || (!is_again && sent.status == 200);
        out.is_done = out.is_done || (!is_again && sent.body.find("登録しました") != std::string::npos);
        out.text += fmt::format(", {} {} {} {}", is_again ? "again" : "sent", sent.status,
                                to_text(event.action), event.interaction);
        out.text += event.reason.empty() ? "" : " " + event.reason;
    }
    out.text += out.is_taken ? "\n   " + cell.kept_of(act.kind) : "";
    return out;
}

std::vector<const State*> states_of(const RecordAct& act) {
    std::vector<const State*> out;
    for (const State& each : states()) {
        if (each.kind == act.kind && act.how == "change") {
            out.push_back(&each);
        }
    }
    return out.empty() ? std::vector<const State*>{nullptr} : out;
}

std::string text_of(const RecordAct& act, const State* state, const Peer& peer, const Met& it) {
    return fmt::format("{} {}{} by {}: {}\n    {}\n", act.kind, act.act,
                       state != nullptr ? fmt::format(", {}", state->name) : std::string(), peer.text(),
                       it.text, it.asks);
}

TEST(ActsTable, is_offered_to_each_peer_as_the_rules_of_records_let_it) {
    std::string all;
    for (const RecordAct& act : record_acts()) {
        for (const State* const state : states_of(act)) {
            for (const Peer& peer : peers) {
                const Met it = met(act, state, peer);
                all += text_of(act, state, peer, it);
                if (act.how == "change") {
                    EXPECT_EQ(it.is_offered, it.is_done)
                        << act.kind << " " << act.act << " " << (state != nullptr ? state->name : "") << " "
                        << peer.text();
                }
            }
        }
    }
    test::expect_golden("server_records/acts.golden", test::StableNames().named(all));
}

// ---------------------------------------------------------------- each change of the table
using Row = RecordAct;
constexpr std::array columns{&Row::act,  &Row::title,       &Row::how,   &Row::who,
                             &Row::when, &Row::interaction, &Row::items, &Row::sets};

std::vector<std::string> words_in(std::string_view text, char between) {
    std::vector<std::string> out;
    while (!text.empty()) {
        out.emplace_back(text::next_part(text, between));
    }
    return out;
}

// A page must have it anyway, or offers it otherwise.
bool is_required(const Row& row, const std::string& item) {
    const form::Form& form = RecordForm::of({}, row.kind).form();
    const auto found = form.item(item) ? form.item(item) : form.item(item + ".value");
    return item.find('@') != std::string::npos || item == "functions" || // a day of each, none needed
           (found && form.items()[*found].is(form::required));
}

// The cell with one thing different, for each thing that could be.
std::vector<std::string> others(const Row& row, std::string_view Row::*column) {
    std::vector<std::string> out;
    const std::string_view cell = row.*column;
    if (column == &Row::act || column == &Row::title) {
        return {std::string(cell) + "x"};
    }
    if (column == &Row::how) {
        return {cell == "new" ? "change" : cell == "set" ? "change" : "new"};
    }
    if (column == &Row::interaction) {
        for (const RecordAct& each : record_acts()) {
            if (each.kind == row.kind && each.interaction != cell) {
                return {std::string(each.interaction)};
            }
        }
        return {"other"};
    }
    const char mark = column == &Row::who ? ',' : ' ';
    const std::vector<std::string> words = words_in(cell, mark);
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::vector<std::string> less = words;
        less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
        out.push_back(fmt::format("{}", fmt::join(less, std::string(1, mark))));
        std::vector<std::string> marked = words;
        if (column == &Row::items &&
            std::string_view("!*=").find(words[i].back()) != std::string_view::npos) {
            marked[i].pop_back();
        } else if (column == &Row::items && !is_required(row, words[i])) {
            marked[i] += "!";
        }
        if (marked != words) {
            out.push_back(fmt::format("{}", fmt::join(marked, " ")));
        }
    }
    for (const std::string_view who : {"insurer", "office"}) {
        if (column == &Row::who && std::ranges::find(words, who) == words.end()) {
            out.push_back(fmt::format("{},{}", cell, who));
        }
    }
    return out;
}

TEST(ActsTable, cannot_be_changed_in_any_place_without_being_seen) {
    std::size_t changes = 0;
    for (const RecordAct& act : record_acts()) {
        std::map<std::tuple<Until, const State*, const Peer*>, std::string> before;
        const auto seen = [&](const State* state, const Peer& peer, Until until) {
            return test::StableNames().named(text_of(act, state, peer, met(act, state, peer, until)));
        };
        Row& row = const_cast<Row&>(act); // NOLINT: the rows are not const, their span is
        const auto is_seen = [&](std::string_view Row::*column, std::string_view other) {
            const std::string_view kept = row.*column;
            for (const Until until : {Until::page, Until::sent}) { // most is seen without sending
                for (const State* const state : states_of(act)) {
                    for (const Peer& peer : peers) {
                        std::string& was = before[{until, state, &peer}];
                        was = was.empty() ? seen(state, peer, until) : was;
                        row.*column = other;
                        const std::string is = seen(state, peer, until);
                        row.*column = kept;
                        if (is != was) {
                            return true;
                        }
                    }
                }
            }
            return false;
        };
        for (std::string_view Row::*const column : columns) {
            for (const std::string& other : others(act, column)) {
                EXPECT_TRUE(is_seen(column, other)) << act.kind << " " << act.act << ": " << other;
                ++changes;
            }
        }
    }
    EXPECT_GT(changes, 200U);
}

} // namespace
} // namespace renkei::server::acts_table_test
