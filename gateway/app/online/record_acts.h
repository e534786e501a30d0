// The commands about records of a person, as record-acts.tsv describes them: what was asked on the command
// line, and what the commands of all kinds do with it. What is special of a kind is a function an act.
#pragma once

#include "gateway/app/online/record_command.h"
#include "gateway/core/time/japan_day.h"

#include <map>
#include <span>

namespace renkei::online {

// What a list that is not of a person is of, as the one filter that was given says. `whose`: for the audit.
struct AskedList {
    store::ListQuery query{};
    std::string whose{};
};

struct Asked {
    RecordOperands of{};
    ListPage page{};
    std::map<std::string, std::optional<std::string>, std::less<>> options{};
    std::map<std::string, std::string, std::less<>> words{}; // of choices and filters, empty: not given
    std::map<std::string, bool, std::less<>> flags{};
    std::vector<std::string> filters{};
    Text done{};

    bool has(std::string_view option) const; // was it given, be it empty
    const std::string& text(std::string_view option) const;
    bool flag(std::string_view name) const { return flags.find(name)->second; }
    // Each has a value.
    diag::Result<void> need(std::initializer_list<std::string_view> names) const;
    diag::Result<std::optional<time::Date>> day(std::string_view option) const {
        return read_day(text(option), option);
    }
    template <class Word>
    Word word(std::string_view option, Word otherwise = Word()) const {
        return text(option).empty() ? otherwise : chosen<Word>(text(option));
    }
    diag::Result<AskedList> list() const;
};

using RunAct = ExitCode (*)(const Asked& asked, const CommandSettings& settings);
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

ExitCode usage_error(const diag::Error& error, Language language);

// `read()` gives the record without what depends on the clock, which `complete(record, now)` adds before
// `enter(store, subject, record)`.
template <class Record, class Complete, class Enter, class Say>
ExitCode enter_asked(const Asked& asked, Text done, Language language, const diag::Result<Record>& wanted,
                     const Complete& complete, const Enter& enter, const Say& say) {
    if (!wanted) {
        return usage_error(wanted.error(), language);
    }
    const auto enter_it = [&](store::Store& store, const registry::Subject& subject) {
        Record out = *wanted;
        complete(out, store.clock().now());
        return enter(store, subject, std::move(out));
    };
    return enter_record(asked.of, done, language, enter_it, say);
}

// `change(store, person, day)`: on the day of --on or today.
template <class Change, class Say>
ExitCode change_on_day(const Asked& asked, Language language, const Change& change, const Say& say) {
    const diag::Result<std::optional<time::Date>> day = asked.day("--on");
    if (!day) {
        return usage_error(day.error(), language);
    }
    const auto apply = [&](store::Store& store, const seal::Hash& person) {
        return change(store, person, day->value_or(time::day_in_japan(store.clock().now())));
    };
    return change_record(asked.of, asked.done, language, apply, say);
}

// Of PERSON: `of_person(named, records)`; else `of_query(snapshot, query, now)`. Both give what
// `print_list(shown)` prints.
template <class OfPerson, class OfQuery, class PrintList>
ExitCode list_asked(const Asked& asked, const std::string& interaction, Language language,
                    const OfPerson& of_person, const OfQuery& of_query, const PrintList& print_list) {
    using Shown = typename std::invoke_result_t<OfQuery, const store::Snapshot&, const store::ListQuery&,
                                                base::Millis>::value_type;
    const diag::Result<AskedList> list = asked.list();
    if (!list) {
        return usage_error(list.error(), language);
    }
    const auto print_found = [&](const diag::Result<Shown>& shown) {
        return shown ? print_list(*shown) : print_failure(shown.error(), language);
    };
    if (asked.of.person.empty()) {
        const std::unique_ptr<Installation> installation = open_installation(asked.of.config, language);
        if (!installation) {
            return ExitCode::environment;
        }
        store::Store& store = installation->store();
        return print_found(
            read_list<Shown>(store, interaction, list->whose, [&](const store::Snapshot& snapshot) {
                return of_query(snapshot, list->query, store.clock().now());
            }));
    }
    const auto named = open_person(asked.of.config, asked.of.person, language);
    if (!named) {
        return named.error();
    }
    diag::Result<store::PersonRecords> records = named->records(interaction);
    return print_found(records ? of_person(*named, *std::move(records))
                               : diag::Result<Shown>(tl::make_unexpected(records.error())));
}
// Behind a line of a list that is not of a person.
std::string person_column(const Asked& asked, const seal::Hash& person);

} // namespace renkei::online
