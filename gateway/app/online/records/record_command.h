// What commands about a person's records share: their operands, how a record is entered and changed, what is
// printed of it.
#pragma once

#include "gateway/app/online/records/named_person.h"
#include "gateway/app/online/records/record_options.h"
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

// A list of an organisation, page by page.
struct ListPage {
    std::string after{};
    unsigned last = 1000;
};

// A record as commands print it: whom it names is for those who work for the person, not for the operator.
template <class Record>
std::string printed_json(Record record) {
    if constexpr (requires { record.subject; }) {
        record.subject.reset();
    }
    return sharing::to_json(record);
}

// The sentence `done` with its id, or the record as JSON. `notices(store, record)`: what else is to be said.
template <class Record, class Say>
ExitResult print_record(const NamedPerson& named, const std::string& format, const Record& record, Text done,
                        Language language, const Say& notices) {
    print(format == "json" ? json::pretty(printed_json(record)) + "\n"
                           : fmt::format(fmt::runtime(done.in(language)), record.id) + "\n");
    TRY(Notices more, notices(named.store(), record));
    return print_entered(*named.installation, std::move(more), language);
}

// `change(store, person)` gives the record as it is now; `notices` as above.
template <class Change, class Say>
ExitResult change_record(const RecordOperands& operands, Text done, Language language, const Change& change,
                         const Say& notices) {
    TRY(const NamedPerson named, open_person(operands.config, operands.person, language));
    TRY(const auto record, change(named.store(), named.hash()));
    return print_record(named, operands.format, record, done, language, notices);
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
} // namespace renkei::online
