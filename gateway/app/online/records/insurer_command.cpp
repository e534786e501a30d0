// renkei insurer: since when insurers take part in the care hub, and what they chose.
#include "gateway/app/online/records/record_acts.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/sharing/insurer.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace renkei::online {
namespace {

using json::NodeId;
using json::Tree;
using sharing::Insurer;

// "NAME=VALUE"
struct NamedValue {
    std::string_view name;
    std::string_view value;
};
std::optional<NamedValue> named_value(std::string_view text) {
    const std::size_t equals = text.find('=');
    return equals == std::string_view::npos
               ? std::nullopt
               : std::optional(NamedValue{text.substr(0, equals), text.substr(equals + 1)});
}

// The value as JSON of the same kind as what it replaces: a list is written with commas.
void write_like(json::Writer& out, const Tree& tree, NodeId before, std::string_view value) {
    if (!tree[before].is_array()) {
        const bool is_bare =
            value == "true" || value == "false" ||
            (!value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos);
        is_bare ? out.raw(value) : out.string(value);
        return;
    }
    out.start_array();
    while (!value.empty()) {
        const std::size_t end = std::min(value.find(','), value.size());
        out.string(value.substr(0, end));
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    out.end_array();
}

// The insurer with one of its settings replaced; what the value must be says the record's own reader.
diag::Result<Insurer> with_setting(const Insurer& insurer, const std::string& text) {
    const std::string before = sharing::to_json(insurer);
    Tree tree;
    TRY_VOID(json::Parser().parse(before, tree));
    const NodeId settings = tree.child(Tree::root, "settings");
    const std::optional<NamedValue> named = named_value(text);
    if (!named || tree.child(settings, named->name) == json::no_node) {
        std::vector<std::string_view> names;
        for (const NodeId each : tree.children(settings)) {
            names.push_back(tree.key(each));
        }
        return wrong_value("--setting", text, text::alternatives(names) + " (NAME=VALUE)");
    }
    std::string after;
    json::Writer out(after);
    out.start_object();
    for (const NodeId member : tree.children(Tree::root)) {
        if (member != settings) {
            out.key(tree.key(member)).node(tree, member);
        }
    }
    out.key("settings").start_object();
    for (const NodeId each : tree.children(settings)) {
        out.key(tree.key(each));
        tree.key(each) == named->name ? write_like(out, tree, each, named->value)
                                      : static_cast<void>(out.node(tree, each));
    }
    out.end_object().end_object();
    diag::Result<Insurer> changed = sharing::read_insurer(after);
    if (!changed) {
        changed.error().where = {.path = "--setting"}; // not a place in what was made here
    }
    return changed;
}

// "NAME=DAY"; without a day the function is not offered.
diag::Result<Insurer> with_function(Insurer insurer, const std::string& text) {
    const std::optional<NamedValue> named = named_value(text);
    if (!named) {
        return wrong_value("--function", text, "NAME=YYYY-MM-DD");
    }
    TRY(const std::optional<time::Date> from, read_day(std::string(named->value), "--function"));
    std::erase_if(insurer.functions,
                  [&](const sharing::FunctionStart& each) { return each.function == named->name; });
    if (from) {
        insurer.functions.push_back({std::string(named->name), *from});
    }
    return insurer;
}

// The insurer with what is said.
diag::Result<Insurer> with_options(const Asked& asked, Insurer insurer) {
    insurer.state = asked.word("--state", insurer.state);
    if (asked.has("--live-from")) {
        TRY(insurer.live_from, asked.day("--live-from"));
    }
    for (const std::string& each : asked.list_of("--function")) {
        TRY(insurer, with_function(std::move(insurer), each));
    }
    for (const std::string& each : asked.list_of("--setting")) {
        TRY(insurer, with_setting(insurer, each));
    }
    return insurer;
}

// What is said, before the store is opened.
diag::Result<void> check(const Asked& asked, const sharing::Matrix& matrix) {
    TRY(const Insurer said, with_options(asked, {.number = asked.of.person}));
    std::vector<std::string> names;
    std::ranges::transform(said.functions, std::back_inserter(names), &sharing::FunctionStart::function);
    TRY_VOID(want_known("--function", names, matrix.functions()));
    return want_known("closed_kinds", said.settings.closed_kinds, matrix.kind_ids());
}

time::Date day_of(const Installation& installation) { return time::day_in_japan(installation.clock().now()); }

// A function that no day is stated for begins with the insurer, or waits for one.
bool has_begun(const sharing::Matrix& matrix, const Insurer& insurer, std::string_view function,
               const time::Date& day) {
    const auto stated = std::ranges::find(insurer.functions, function, &sharing::FunctionStart::function);
    if (stated != insurer.functions.end()) {
        return stated->from <= day;
    }
    return std::ranges::none_of(matrix.kinds(), [&](const sharing::Kind& kind) {
        return kind.function == function && kind.function_start == sharing::FunctionStartRule::asked;
    });
}

// Functions of the hub that open nothing on this day; all of an insurer that is not live then.
std::vector<std::string_view> not_begun(const sharing::Matrix& matrix, const Insurer& insurer,
                                        const time::Date& day) {
    std::vector<std::string_view> out = matrix.functions();
    std::erase_if(out, [&](std::string_view function) {
        return sharing::is_live(insurer, day) && has_begun(matrix, insurer, function, day);
    });
    return out;
}

// Number, state, start, then NAME=VALUE for its functions; the choices are in the JSON.
std::string insurer_line(const sharing::Matrix& matrix, const Insurer& insurer, const time::Date& day) {
    std::string out = fmt::format("{} {} {}", insurer.number, sharing::word_of(insurer.state),
                                  insurer.live_from ? insurer.live_from->text() : "-");
    for (const sharing::FunctionStart& each : insurer.functions) {
        out += column(each.function, each.from.text());
    }
    return out + column("not-begun", fmt::format("{}", fmt::join(not_begun(matrix, insurer, day), ","))) +
           "\n";
}

ExitResult set_insurer(const Asked& asked) {
    const Language language = asked.language();
    const std::string& number = asked.of.person;
    TRY(const sharing::Matrix matrix, open_matrix(asked.settings));
    TRY_VOID(as_usage(check(asked, matrix)));
    TRY(const std::unique_ptr<Installation> opened, installation_of(asked.of.config, language));
    Insurer after;
    TRY(const bool is_change,
        ledger::change_insurer(opened->store(), number, [&](const Insurer& before) -> diag::Result<Insurer> {
            TRY(after, with_options(asked, before));
            return after;
        }));
    print(asked.of.format == "json"
              ? json::pretty(sharing::to_json(after)) + "\n"
              : formatted(asked.sentence(is_change ? "done" : "unchanged"), language, number) + "\n" +
                    insurer_line(matrix, after, day_of(*opened)));
    const bool has_start = after.state != sharing::InsurerState::live || after.live_from;
    return print_entered(
        *opened,
        has_start ? Notices() : notice(diag::finding(message::insurer_without_start, {}, {number}), language),
        language);
}

ExitResult list_insurers(const Asked& asked) {
    TRY(const sharing::Matrix matrix, open_matrix(asked.settings));
    TRY(const std::unique_ptr<Installation> opened, installation_of(asked.of.config, asked.language()));
    TRY(const std::vector<Insurer> found,
        opened->store().read_value<std::vector<Insurer>>(
            [](const store::Snapshot& snapshot) { return store::insurers(snapshot); }));
    std::string lines;
    std::vector<std::string> texts;
    for (const Insurer& insurer : found) {
        lines += insurer_line(matrix, insurer, day_of(*opened));
        texts.push_back(sharing::to_json(insurer));
    }
    print(asked.of.format == "json" ? json_list(texts)
          : lines.empty()           ? asked.sentence().in(asked.language()) + "\n"
                                    : lines);
    return ExitCode::clean;
}

constexpr std::array<ActCode, 2> insurer_acts{{{"set", &set_insurer}, {"list", &list_insurers}}};

} // namespace

const RecordKind insurer_kind{"insurer", insurer_acts};

} // namespace renkei::online
