#include "gateway/network/server/records/record_acts.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/core/text/words.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/ledger/rights.h"
#include "gateway/network/server/records/record_form.h"

#include <algorithm>

namespace renkei::server {

std::string_view acts_table();

namespace {

// "item", "item=value" or "item>=item"; with "!" before it, that it is not so.
bool holds(std::string_view value, const RecordForm& record) {
    const bool is_denied = value.starts_with('!');
    value.remove_prefix(is_denied ? 1 : 0);
    std::string_view item = text::next_part(value, '=');
    const bool is_order = item.ends_with('>');
    item.remove_suffix(is_order ? 1 : 0);
    const std::string_view said = record.text(item);
    return is_denied != (is_order        ? said >= record.text(value)
                         : value.empty() ? !said.empty()
                                         : said == value);
}

} // namespace

bool RecordAct::is_possible_on(const RecordForm& record) const {
    std::string_view terms = when;
    while (!terms.empty()) {
        std::string_view either = text::next_part(terms, ' ');
        bool is_so = false;
        while (!either.empty()) {
            is_so = holds(text::next_part(either, '|'), record) || is_so;
        }
        if (!is_so) {
            return false;
        }
    }
    return true;
}

std::vector<ActItem> RecordAct::asked() const {
    std::vector<ActItem> out;
    std::string_view rest = items;
    while (!rest.empty()) {
        std::string_view system = text::next_part(rest, ' ');
        const std::string_view each = text::next_part(system, '@');
        const bool is_marked = each.ends_with('*') || each.ends_with('!') || each.ends_with('=');
        out.push_back({.name = each.substr(0, each.size() - (is_marked ? 1 : 0)),
                       .is_needed = each.ends_with('!'),
                       .is_open = each.ends_with('*'),
                       .is_own = each.ends_with('='),
                       .system = system});
    }
    return out;
}

bool RecordAct::has(std::string_view item) const {
    return std::ranges::any_of(asked(), [&](const ActItem& each) {
        return item == each.name || (item.starts_with(each.name) && item[each.name.size()] == '.');
    });
}

bool RecordAct::may_be_of(const policy::Peer& peer, bool offices_enter) const {
    const auto says = [&](std::string_view word) { return who.find(word) != std::string_view::npos; };
    return !access::insurer_number_of(peer).empty() ? says("insurer") || (!offices_enter && says("stand-in"))
                                                    : says("office") && ledger::may_register(peer);
}

std::span<const RecordAct> record_acts() {
    static const auto all =
        text::table_rows<RecordAct, &RecordAct::kind, &RecordAct::act, &RecordAct::title, &RecordAct::how,
                         &RecordAct::who, &RecordAct::when, &RecordAct::interaction, &RecordAct::items,
                         &RecordAct::sets>(acts_table());
    return all;
}

const RecordAct* record_act(std::string_view kind, std::string_view act) {
    const auto all = record_acts();
    const auto found = std::ranges::find_if(
        all, [&](const RecordAct& each) { return each.kind == kind && each.act == act; });
    return found == all.end() ? nullptr : &*found;
}

const RecordAct& entering_act(std::string_view kind) {
    return *std::ranges::find_if(
        record_acts(), [&](const RecordAct& each) { return each.kind == kind && each.how == "new"; });
}

const RecordAct* changing_act(std::string_view kind, std::span<const std::string> items) {
    const auto all = record_acts();
    const auto found = std::ranges::find_if(all, [&](const RecordAct& each) {
        return each.kind == kind && each.how == "change" &&
               std::ranges::all_of(items, [&](const std::string& item) { return each.has(item); });
    });
    return found == all.end() ? nullptr : &*found;
}

std::string changeable_items(std::string_view kind) {
    std::string out;
    for (const RecordAct& each : record_acts()) {
        if (each.kind == kind && each.how == "change") {
            out.append(out.empty() ? "" : "; ").append(each.items);
        }
    }
    return out;
}

} // namespace renkei::server
