// What commands about a person's records share: their operands, how a record is entered and changed, what is
// printed of it.
#pragma once

#include "gateway/app/online/named_person.h"
#include "gateway/app/online/record_options.h"
#include "gateway/core/json/writer.h"

#include <fmt/format.h>

#include <string>

namespace renkei::online {

struct RecordOperands {
    std::string config{};
    std::string person{};
    std::string id{};
    std::string insurer{};
    std::string format = "text";
};
// A command below with PERSON, --config and --format.
Command add_record_command(Command& above, const std::string& name, Text about, RecordOperands& operands);
// The same of one record: with the operand ID.
Command add_id_command(Command& above, const std::string& name, Text about, RecordOperands& operands);

// A list of an organisation, page by page.
struct ListPage {
    std::string after{};
    unsigned last = 1000;
};
void add_list_page(Command& command, ListPage& page);

// The sentence `done` with its id, or the record as JSON.
template <class Record>
void print_record(const std::string& format, const Record& record, Text done, Language language) {
    print(format == "json" ? json::pretty(sharing::to_json(record)) + "\n"
                           : fmt::format(fmt::runtime(done.in(language)), record.id) + "\n");
}

// `enter(store, subject)` gives the record; `notices(store, record)` what else is to be said.
template <class Enter, class Say>
ExitCode enter_record(const RecordOperands& operands, Text done, Language language, const Enter& enter,
                      const Say& notices) {
    const auto named = open_person(operands.config, operands.person, language);
    if (!named) {
        return named.error();
    }
    const auto subject = registry::subject_of(named->store(), named->number, operands.insurer);
    if (!subject) {
        return print_failure(subject.error(), language);
    }
    const auto entered = enter(named->store(), *subject);
    if (!entered) {
        return print_failure(entered.error(), language);
    }
    print_record(operands.format, *entered, done, language);
    const diag::Result<Notices> more = notices(named->store(), *entered);
    return more ? print_entered(*named->installation, *more, language)
                : print_failure(more.error(), language);
}

// `change(store, person)` gives the record as it is now; `notices` as above.
template <class Change, class Say>
ExitCode change_record(const RecordOperands& operands, Text done, Language language, const Change& change,
                       const Say& notices) {
    const auto named = open_person(operands.config, operands.person, language);
    if (!named) {
        return named.error();
    }
    const auto changed = change(named->store(), named->hash());
    if (!changed) {
        return print_failure(changed.error(), language);
    }
    print_record(operands.format, *changed, done, language);
    const diag::Result<Notices> more = notices(named->store(), *changed);
    return more ? print_entered(*named->installation, *more, language)
                : print_failure(more.error(), language);
}
inline constexpr auto no_notices = [](const store::Store& /*store*/, const auto& /*record*/) {
    return diag::Result<Notices>(Notices());
};

// One line for each record (`line_of`), or as JSON (`json_of`); `none`: what is printed of none.
template <class Record, class Line, class Json>
ExitCode print_records(const std::vector<store::Kept<Record>>& records, const store::PersonRecords& read,
                       const std::string& format, Text none, Language language, const Line& line_of,
                       const Json& json_of) {
    std::string lines;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < records.size(); ++i) {
        lines += line_of(i) + "\n";
        texts.push_back(json_of(i));
    }
    print(format == "json" ? json_list(texts) : lines.empty() ? none.in(language) + "\n" : lines);
    return print_unread(read, language);
}
// The same with the records themselves as JSON.
template <class Record, class Line>
ExitCode print_records(const std::vector<store::Kept<Record>>& records, const store::PersonRecords& read,
                       const std::string& format, Text none, Language language, const Line& line_of) {
    return print_records(records, read, format, none, language, line_of,
                         [&](std::size_t i) { return sharing::to_json(records[i].record); });
}

// Reads a list of an organisation in the transaction that audits it: `read(transaction)` gives what is shown.
// `query`: of the event.
template <class Shown, class Read>
diag::Result<Shown> read_list(store::Store& store, std::string interaction, std::string query,
                              const Read& read) {
    Shown out;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(out, read(transaction));
        return transaction.audit({.at = store.clock().now(),
                                  .action = audit::Action::read,
                                  .interaction = interaction,
                                  .query = query});
    }));
    return out;
}

} // namespace renkei::online
