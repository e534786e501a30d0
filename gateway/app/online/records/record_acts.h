// The commands about records of a person, as record-acts.tsv describes them: what was asked on the command
// line, and what the commands of all kinds do with it. What is special of a kind is a function an act.
#pragma once

#include "gateway/app/online/records/record_command.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/enter.h"

#include <map>
#include <span>

namespace renkei::online {

// What a list that is not of a person is of, as the one filter that was given says. `whose`: for the audit.
struct AskedList {
    store::ListQuery query{};
    std::string whose{};
};

struct Asked {
    const CommandSettings& settings;
    RecordOperands of{};
    ListPage page{};
    std::map<std::string, std::optional<std::string>, std::less<>> options{};
    std::map<std::string, std::string, std::less<>> words{}; // of choices and filters, empty: not given
    std::map<std::string, std::vector<std::string>, std::less<>> lists{}; // of options that may be repeated
    std::map<std::string, bool, std::less<>> flags{};
    std::vector<std::string> filters{};
    std::optional<Command> command{};
    std::string_view kind{};                                           // in the table
    std::vector<std::pair<std::string_view, std::string_view>> sets{}; // items that the act sets, to what

    Language language() const { return settings.language; }
    // In commands.tsv.
    Text sentence(std::string_view name = "done") const { return command->text(name); }
    bool has(std::string_view option) const; // was it given, be it empty
    const std::string& text(std::string_view option) const;
    bool flag(std::string_view name) const { return flags.find(name)->second; }
    const std::vector<std::string>& list_of(std::string_view option) const {
        return lists.find(option)->second;
    }
    // Each has a value.
    diag::Result<void> need(std::initializer_list<std::string_view> names) const;
    diag::Result<std::optional<time::Date>> day(std::string_view option) const {
        return read_day(text(option), option);
    }
    // As it is said, else today.
    diag::Result<time::Date> day(std::string_view option, base::Millis now) const {
        return day(option).map([now](const auto& day) { return day.value_or(time::day_in_japan(now)); });
    }
    template <class Word>
    Word word(std::string_view option, Word otherwise = Word()) const {
        return text(option).empty() ? otherwise : chosen<Word>(text(option));
    }
    diag::Result<AskedList> list() const;
};

using RunAct = ExitResult (*)(const Asked& asked);
struct ActCode {
    std::string_view act;
    RunAct run;
};
struct RecordKind {
    std::string_view name; // in the table
    std::span<const ActCode> acts;
};
extern const RecordKind registration_kind;
extern const RecordKind relation_kind;
extern const RecordKind opinion_kind;
extern const RecordKind certification_kind;
extern const RecordKind consent_kind;
extern const RecordKind person_kind;
extern const RecordKind insurer_kind;
extern const std::span<const ActCode> plain_acts; // of kinds that are data alone

// `prefix`: before the kind in an example; without one the acts have the names of the kind's own command.
void describe_acts(Command& above, const RecordKind& kind, std::string_view prefix,
                   const CommandSettings& settings);
template <const RecordKind& kind>
void describe_command_of(Command command, CommandSettings& settings) {
    describe_acts(command, kind, "", settings);
}

// Behind a line of a list that is not of a person.
std::string person_column(const Asked& asked, const seal::Hash& person);

// Whom a record names, as --name, --kana and --birth say it.
diag::Result<void> take_subject(const Asked& asked, std::optional<sharing::NamedSubject>& out);
// `read(asked, now)`: the record that is asked for. What it refuses of the options it refuses at any time,
// and before anything is opened.
template <class Record, class Say>
ExitResult enter_asked(const Asked& asked, const ledger::Act<Record>& act, Text done,
                       diag::Result<Record> (*read)(const Asked&, base::Millis), const Say& say) {
    TRY_VOID(as_usage(read(asked, 0)));
    constexpr bool names_person = requires(Record it) { it.subject; };
    if constexpr (names_person) {
        TRY_VOID(as_usage(asked.day("--birth")));
    }
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    store::Store& store = named.store();
    TRY(const ledger::Subject subject, ledger::subject_of(store, named.number, asked.of.insurer));
    TRY(Record wanted, read(asked, store.clock().now()));
    if constexpr (names_person) {
        TRY_VOID(take_subject(asked, wanted.subject));
    }
    TRY(const Record entered, ledger::enter(store, act, subject, std::move(wanted)));
    return print_record(named, asked.of.format, entered, done, asked.language(), say);
}

// `change(store, person, day)`: on the day of --on or today.
template <class Change, class Say>
ExitResult change_on_day(const Asked& asked, const Change& change, const Say& say) {
    TRY_VOID(as_usage(asked.day("--on")));
    const auto apply = [&](store::Store& store, const seal::Hash& person) {
        return change(store, person, *asked.day("--on", store.clock().now()));
    };
    return change_record(asked.of, asked.sentence(), asked.language(), apply, say);
}

// Of PERSON: `of_person(named, records)`; else `of_query(snapshot, query, now)`. Both give what is shown, of
// whose `list` each record is printed: `line(kept, state, today)`, `json(record, state)`.
template <class Record, class OfPerson, class OfQuery, class Line, class Json>
ExitResult list_asked(const Asked& asked, std::string interaction,
                      std::vector<store::Kept<Record>> store::PersonRecords::*list, const OfPerson& of_person,
                      const OfQuery& of_query, const Line& line, const Json& json) {
    using Shown = typename std::invoke_result_t<OfQuery, const store::Snapshot&, const store::ListQuery&,
                                                base::Millis>::value_type;
    const Language language = asked.language();
    TRY(const AskedList of, as_usage(asked.list()));
    Shown shown;
    if (asked.of.person.empty()) {
        TRY(const std::unique_ptr<Installation> opened, installation_of(asked.of.config, language));
        TRY_VOID(opened->store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            const base::Millis now = opened->store().clock().now();
            TRY(shown, of_query(transaction, of.query, now));
            return transaction.audit(
                {.at = now, .action = audit::Action::read, .interaction = interaction, .query = of.whose});
        }));
    } else {
        TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, language));
        TRY(store::PersonRecords records, named.records(interaction));
        TRY(shown, of_person(named, std::move(records)));
    }
    const std::vector<store::Kept<Record>>& all = shown.records.*list;
    return print_records(
        all, shown.records, asked.of.format, asked.sentence(), language,
        [&](std::size_t i) {
            return line(all[i], shown.states[i], shown.today) + person_column(asked, all[i].person);
        },
        [&](std::size_t i) { return json(all[i].record, shown.states[i]); });
}
// The record itself.
inline constexpr auto record_json = [](const auto& record, const auto& /*state*/) {
    return printed_json(record);
};

} // namespace renkei::online
