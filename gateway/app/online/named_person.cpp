#include "gateway/app/online/named_person.h"

#include "gateway/app/online/person_operand.h"
#include "gateway/network/documents/intake.h"

namespace renkei::online {

seal::Hash NamedPerson::hash() const { return documents::person_hash(store().search_key(), number); }

diag::Result<store::PersonRecords> NamedPerson::records() const {
    return store().read_value<store::PersonRecords>(
        [this](const store::Snapshot& snapshot) { return store::person_records(snapshot, hash(), {}); });
}

tl::expected<NamedPerson, ExitCode> open_person(const std::string& config, const std::string& person,
                                                Language language) {
    diag::Result<documents::PersonNumber> number = read_person_operand(person, "PERSON");
    if (!number) {
        print_finding(number.error(), language);
        return tl::make_unexpected(ExitCode::usage);
    }
    NamedPerson out{.installation = open_installation(config, language), .number = *std::move(number)};
    if (!out.installation) {
        return tl::make_unexpected(ExitCode::environment);
    }
    return out;
}

tl::expected<store::PersonRecords, ExitCode> read_records_of(const std::string& config,
                                                             const std::string& person, Language language) {
    const auto named = open_person(config, person, language);
    if (!named) {
        return tl::make_unexpected(named.error());
    }
    diag::Result<store::PersonRecords> records = named->records();
    if (!records) {
        return tl::make_unexpected(print_failure(records.error(), language));
    }
    return *std::move(records);
}

} // namespace renkei::online
