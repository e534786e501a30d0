#include "gateway/app/online/commands.h"
#include "gateway/app/online/named_person.h"
#include "gateway/app/online/record_options.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/registry/damaged.h"
#include "gateway/network/registry/states.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <optional>

namespace renkei::online {
namespace {

using sharing::PersonState;

constexpr Text state_changed{"changed: {}\n", "変更した項目: {}\n"};
constexpr Text record_dropped_text{"{} is gone; enter from its evidence what it said\n",
                                   "{} を消しました。書面などで確かめて登録し直してください\n"};
constexpr Text state_unchanged{"nothing was changed\n", "変更はありません\n"};

struct PersonStateCommand {
    std::string config{};
    std::string person{};
    std::string id{};
    std::string hidden{};
    std::optional<std::string> died{};
    std::string insurer{};
    std::optional<std::string> moved_in{};
    std::string care_level{};
    std::string format = "text";

    diag::Result<registry::StateChange> change() const;
    ExitResult set(Language language) const;
    ExitResult show(Language language) const;
    ExitResult drop(Language language) const;
};

std::string lines_of(const PersonState& state) {
    const auto moment = [](const std::optional<base::Millis>& at) {
        return at ? time::second_in_japan(*at) : std::string("-");
    };
    return fmt::format("insurer: {}\nmoved-in: {}\ndied: {}\nhidden: {}\ncare-level: {}\n",
                       state.insurer.empty() ? "-" : state.insurer, moment(state.moved_in),
                       moment(state.died), sharing::word_of(state.hidden),
                       sharing::word_of(state.care_level));
}

bool is_without_records(const store::PersonRecords& records) {
    return records.states.empty() && records.consents.empty() && records.registrations.empty() &&
           records.opinions.empty() && records.certifications.empty() && records.relations.empty() &&
           records.unread.empty();
}

diag::Result<registry::StateChange> PersonStateCommand::change() const {
    registry::StateChange out;
    if (!hidden.empty()) {
        out.hidden = chosen<sharing::Hidden>(hidden);
    }
    if (!care_level.empty()) {
        out.care_level = chosen<sharing::CareLevel>(care_level);
    }
    if (!insurer.empty()) {
        if (!policy::is_whole({.kind = "insurer", .value = insurer})) {
            return diag::fail(diag::message::insurer_number_wrong, {.path = "--insurer"}, {insurer});
        }
        out.insurer = insurer;
    }
    if (died) {
        TRY(out.died, read_moment(*died, "--died"));
    }
    if (moved_in) {
        TRY(out.moved_in, read_moment(*moved_in, "--moved-in"));
    }
    return out;
}

ExitResult PersonStateCommand::set(Language language) const {
    TRY(const registry::StateChange wanted, as_usage(change()));
    TRY(const NamedPerson named, open_person(config, person, language));
    TRY(const registry::Subject subject,
        registry::subject_of(named.store(), named.number, named.is_insured() ? std::string() : insurer));
    TRY(const registry::ChangedState changed, registry::change_state(named.store(), subject, wanted));
    if (format == "json") {
        print(json::pretty(sharing::to_json(changed.state)) + "\n");
        return print_entered(*named.installation, {}, language);
    }
    print(changed.changed.empty()
              ? std::string(state_unchanged.in(language))
              : fmt::format(fmt::runtime(state_changed.in(language)), fmt::join(changed.changed, ", ")) +
                    lines_of(changed.state));
    return print_entered(*named.installation, {}, language);
}

ExitResult PersonStateCommand::show(Language language) const {
    TRY(const NamedPerson named, open_person(config, person, language));
    TRY(const store::PersonRecords records, named.records("person-show"));
    const PersonState state = named.state(records);
    print(format == "json" ? json::pretty(sharing::to_json(state)) + "\n"
                           : lines_of(state) + fmt::format("known-as: {}\n", seal::to_hex(named.hash())));
    if (is_without_records(records)) {
        print_notices(notice(diag::finding(diag::message::person_not_entered, {}), language));
    }
    return print_unread(records, language);
}

ExitResult PersonStateCommand::drop(Language language) const {
    TRY(const NamedPerson named, open_person(config, person, language));
    TRY_VOID(registry::drop_damaged(named.store(), named.hash(), id));
    print(fmt::format(fmt::runtime(record_dropped_text.in(language)), id));
    return ExitCode::clean;
}

} // namespace

void add_person_state_commands(Command& above, CommandSettings& settings) {
    const auto state = std::make_shared<PersonStateCommand>();
    Command set = above.command(
        "set",
        {"Change what is known of a person: what is said takes the place of what was, '' takes it away "
         "(--hidden, --care-level: none)",
         "利用者の状態を変更します。指定した項目だけが置き換わり、空の値 '' で消せます"
         "（--hidden と --care-level は none）"});
    set.operand("PERSON", state->person, person_text);
    add_config(set, state->config);
    set.choice(
        "--hidden", state->hidden, choices_of<sharing::Hidden>(),
        {"支援措置. history: addresses and names of offices are left out, proxies read nothing; self: also "
         "closes the person's own view. Only the insurer is not affected",
         "支援措置。history: 住所と事業所名を伏せ、代理人は閲覧不可。self: 本人の閲覧も停止。"
         "保険者には影響しません"});
    set.option("--died", state->died, "MOMENT",
               {"Since then only the insurer reads, and registrations and consents have ended",
                "死亡の日時。以後、保険者以外は閲覧できず、登録と同意は終わります"});
    set.option("--insurer", state->insurer, "NUMBER",
               {"Who insures the person now, six digits", "現在の保険者番号（6 桁）"});
    set.option("--moved-in", state->moved_in, "MOMENT",
               {"Since when that insurer does", "その保険者になった日時"});
    set.choice("--care-level", state->care_level, choices_of<sharing::CareLevel>(),
               {"要介護 (care), 要支援 (support), 事業対象者 (program), none",
                "要介護 (care)・要支援 (support)・事業対象者 (program)・なし (none)"});
    add_record_format(set, state->format);
    set.run([state, &settings] { return state->set(settings.language); });
    Command show = above.command("show", {"Show what is known of a person", "利用者の状態を表示します"});
    show.operand("PERSON", state->person, person_text);
    add_config(show, state->config);
    add_record_format(show, state->format);
    show.run([state, &settings] { return state->show(settings.language); });
    Command drop = above.command(
        "drop-damaged", {"Drop a record about a person that is damaged, so that it can be entered again",
                         "壊れた記録を消し、登録し直せるようにします"});
    drop.operand("PERSON", state->person, person_text);
    drop.operand("ID", state->id, {"As the warning names it", "警告に表示された ID"});
    add_config(drop, state->config);
    drop.run([state, &settings] { return state->drop(settings.language); });
}

} // namespace renkei::online
