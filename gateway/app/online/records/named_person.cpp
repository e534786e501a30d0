#include "gateway/app/online/records/named_person.h"

#include "gateway/app/online/records/record_options.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/mhd/persons/person_link.h"
#include "generated/messages/ledger.h"

#include <iostream>

namespace renkei::online {

seal::Hash NamedPerson::hash() const { return documents::person_hash(store().search_key(), number); }

diag::Result<store::PersonRecords> NamedPerson::records(std::string_view interaction) const {
    store::PersonRecords out;
    TRY_VOID(store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(out, store::person_records(transaction, hash(), {}));
        return transaction.audit(ledger::event_about(hash(), store().clock().now(), audit::Action::read,
                                                     std::string(interaction), {}));
    }));
    return out;
}

bool NamedPerson::is_insured() const {
    return number.within.system == policy::number_kind("insurer")->system;
}

sharing::PersonState NamedPerson::state(const store::PersonRecords& records) const {
    return access::state_of(records, is_insured() ? number.within.value : std::string(),
                            store().clock().now());
}

tl::expected<NamedPerson, Failure> open_person(const std::string& config, const std::string& person,
                                               Language language) {
    TRY(documents::PersonNumber number, as_usage(read_person_operand(person, "PERSON")));
    TRY(std::unique_ptr<Installation> opened, installation_of(config, language));
    return NamedPerson{.installation = std::move(opened), .number = std::move(number)};
}

ExitCode print_unread(const store::PersonRecords& records, Language language) {
    Notices out;
    for (const store::UnreadRecord& each : records.unread) {
        diag::Finding finding = each.why;
        finding.severity = diag::Severity::warning; // the list has what can be read
        out.add(notice(finding, language));
    }
    return print_notices(out);
}

diag::Result<Notices> insurer_notices(const store::Store& store, const std::string& insurer,
                                      Language language) {
    TRY(const std::optional<sharing::Insurer> entered,
        store.read_value<std::optional<sharing::Insurer>>(
            [&](const store::Snapshot& snapshot) { return store::insurer(snapshot, insurer); }));
    return entered ? Notices()
                   : notice(diag::finding(diag::message::insurer_not_entered, {}, {insurer}), language);
}

ExitCode print_entered(const Installation& installation, Notices more, Language language) {
    if (!installation.settings().sharing) {
        more.add(notice(diag::finding(diag::message::records_not_asked, {}), language));
    }
    return print_notices(more);
}

diag::Result<documents::PersonNumber> read_person_operand(const std::string& operand,
                                                          const std::string& name) {
    diag::Result<documents::PersonNumber> out = mhd::read_person(read_text_operand(operand));
    if (!out) {
        out.error().where.path = name;
    }
    return out;
}

std::string read_text_operand(const std::string& text) {
    std::string line = text;
    if (text == "-") {
        std::getline(std::cin, line);
    }
    return line;
}

} // namespace renkei::online
