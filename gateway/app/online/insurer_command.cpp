// renkei insurer: since when insurers take part in the care hub, and what they chose.
#include "gateway/app/online/command_setup.h"
#include "gateway/app/online/commands.h"
#include "gateway/app/online/named_person.h"
#include "gateway/app/online/record_options.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/states.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/sharing/insurer.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace renkei::online {
namespace {

using json::NodeId;
using json::Tree;
using sharing::Insurer;

constexpr Text set_text{"the insurer {} is entered\n", "保険者 {} を登録しました\n"};
constexpr Text same_text{"the insurer {} is so already: nothing was changed\n",
                         "保険者 {} は既にそのとおりのため、変更していません\n"};
constexpr Text no_insurer_text{"no insurer is entered: none counts as started\n",
                               "保険者は登録されていません（どの保険者も開始前として扱います）\n"};

struct InsurerCommand {
    std::string config{};
    std::string number{};
    std::string state{};
    std::optional<std::string> live_from{};
    std::vector<std::string> functions{};
    std::vector<std::string> choices{};
    std::string format = "text";

    diag::Result<Insurer> applied_to(Insurer insurer) const;
    diag::Result<void> check(const sharing::Matrix& matrix) const;
    ExitCode set(const CommandSettings& settings) const;
    ExitCode list(const CommandSettings& settings) const;
};

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

diag::Result<Insurer> InsurerCommand::applied_to(Insurer insurer) const {
    if (!state.empty()) {
        insurer.state = chosen<sharing::InsurerState>(state);
    }
    if (live_from) {
        TRY(insurer.live_from, read_day(*live_from, "--live-from"));
    }
    for (const std::string& each : functions) {
        TRY(insurer, with_function(std::move(insurer), each));
    }
    for (const std::string& each : choices) {
        TRY(insurer, with_setting(insurer, each));
    }
    return insurer;
}

// Who acts for the person is another one.
diag::Result<void> check_proxies(const std::vector<sharing::Ground>& proxies) {
    for (const sharing::Ground each : proxies) {
        if (each == sharing::Ground::person) {
            return wrong_value("proxies", sharing::word_of(each),
                               text::alternatives(std::span(sharing::words<sharing::Ground>).subspan(1)));
        }
    }
    return {};
}

// What is said, before the store is opened.
diag::Result<void> InsurerCommand::check(const sharing::Matrix& matrix) const {
    TRY(const Insurer said, applied_to({.number = number}));
    std::vector<std::string> names;
    std::ranges::transform(said.functions, std::back_inserter(names), &sharing::FunctionStart::function);
    TRY_VOID(want_known("--function", names, matrix.functions()));
    TRY_VOID(check_proxies(said.settings.proxies));
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

ExitCode InsurerCommand::set(const CommandSettings& settings) const {
    const Language language = settings.language;
    const std::optional<sharing::Matrix> matrix = open_matrix(settings);
    if (!matrix) {
        return ExitCode::environment;
    }
    if (const diag::Result<void> checked = check(*matrix); !checked) {
        print_finding(checked.error(), language);
        return ExitCode::usage;
    }
    const std::unique_ptr<Installation> installation = open_installation(config, language);
    if (!installation) {
        return ExitCode::environment;
    }
    Insurer after;
    const diag::Result<bool> changed = registry::change_insurer(
        installation->store(), number, [&](const Insurer& before) -> diag::Result<Insurer> {
            TRY(after, applied_to(before));
            return after;
        });
    if (!changed) {
        return print_failure(changed.error(), language);
    }
    const Text& done = *changed ? set_text : same_text;
    print(format == "json" ? json::pretty(sharing::to_json(after)) + "\n"
                           : fmt::format(fmt::runtime(done.in(language)), number) +
                                 insurer_line(*matrix, after, day_of(*installation)));
    const bool has_start = after.state != sharing::InsurerState::live || after.live_from;
    return print_entered(
        *installation,
        has_start ? Notices() : notice(diag::finding(message::insurer_without_start, {}, {number}), language),
        language);
}

ExitCode InsurerCommand::list(const CommandSettings& settings) const {
    const Language language = settings.language;
    const std::optional<sharing::Matrix> matrix = open_matrix(settings);
    if (!matrix) {
        return ExitCode::environment;
    }
    const std::unique_ptr<Installation> installation = open_installation(config, language);
    if (!installation) {
        return ExitCode::environment;
    }
    const auto found = installation->store().read_value<std::vector<Insurer>>(
        [](const store::Snapshot& snapshot) { return store::insurers(snapshot); });
    if (!found) {
        return print_failure(found.error(), language);
    }
    std::string lines;
    std::vector<std::string> texts;
    for (const Insurer& insurer : *found) {
        lines += insurer_line(*matrix, insurer, day_of(*installation));
        texts.push_back(sharing::to_json(insurer));
    }
    print(format == "json" ? json_list(texts)
          : lines.empty()  ? std::string(no_insurer_text.in(language))
                           : lines);
    return ExitCode::clean;
}

} // namespace

void describe_insurer_command(Command command, CommandSettings& settings) {
    const auto insurer = std::make_shared<InsurerCommand>();
    Command set = command.command(
        "set", {"Enter an insurer or change it: what is said takes the place of what was, '' takes it away",
                "保険者を登録・変更します。指定した項目だけが置き換わり、空の値 '' で消せます"});
    set.operand("NUMBER", insurer->number, {"Its number, six digits", "保険者番号（6 桁）"});
    add_config(set, insurer->config);
    set.choice(
        "--state", insurer->state, choices_of<sharing::InsurerState>(),
        {"Whether it has started; only live opens anything", "参加の状態。閲覧できるのは live だけです"});
    set.option("--live-from", insurer->live_from, "DAY", {"First day", "開始日"});
    set.options("--function", insurer->functions, "NAME=DAY",
                {"Since when a function is offered (life, plans, progress); one that is not named is not "
                 "offered yet",
                 "機能（life・plans・progress）の開始日。指定のない機能は開始前です"});
    set.options(
        "--setting", insurer->choices, "NAME=VALUE",
        {"A choice that the rules leave to the insurer (docs/policy.md): true or false, a number, or a "
         "list with commas",
         "保険者の選択（docs/ja/policy.md）: true・false、数、またはコンマ区切りの一覧"});
    add_record_format(set, insurer->format);
    set.examples({"Example:\n  renkei insurer set 990010 --state live --live-from 2026-04-01 --function "
                  "plans=2027-01-01 --setting grace_months=3\n",
                  "例:\n  renkei insurer set 990010 --state live --live-from 2026-04-01 --function "
                  "plans=2027-01-01 --setting grace_months=3\n"});
    set.run([insurer, &settings] { return insurer->set(settings); });
    Command list =
        command.command("list", {"List the insurers that are entered", "登録された保険者の一覧を表示します"});
    add_config(list, insurer->config);
    add_record_format(list, insurer->format);
    list.run([insurer, &settings] { return insurer->list(settings); });
}

} // namespace renkei::online
