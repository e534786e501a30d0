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
    Command set = above.command("set");
    set.operand("PERSON", state->person);
    add_config(set, state->config);
    set.choice("--hidden", state->hidden, choices_of<sharing::Hidden>());
    set.option("--died", state->died);
    set.option("--insurer", state->insurer);
    set.option("--moved-in", state->moved_in);
    set.choice("--care-level", state->care_level, choices_of<sharing::CareLevel>());
    add_record_format(set, state->format);
    set.run([state, &settings] { return state->set(settings.language); });
    Command show = above.command("show");
    show.operand("PERSON", state->person);
    add_config(show, state->config);
    add_record_format(show, state->format);
    show.run([state, &settings] { return state->show(settings.language); });
    Command drop = above.command("drop-damaged");
    drop.operand("PERSON", state->person);
    drop.operand("ID", state->id);
    add_config(drop, state->config);
    drop.run([state, &settings] { return state->drop(settings.language); });
}

} // namespace renkei::online
