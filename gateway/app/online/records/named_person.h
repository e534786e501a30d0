// The gateway of a command together with the person that it names.
#pragma once

#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/core/diag/result.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/ledger/subject.h"

#include <memory>
#include <string>
#include <string_view>

namespace renkei::online {

struct NamedPerson {
    std::unique_ptr<Installation> installation{};
    documents::PersonNumber number{};

    store::Store& store() const { return installation->store(); }
    seal::Hash hash() const;
    // Reading is audited: `interaction` is the event's.
    diag::Result<store::PersonRecords> records(std::string_view interaction) const;
    bool is_insured() const;                                               // the number is one of an insurer
    sharing::PersonState state(const store::PersonRecords& records) const; // now
};

// `person`: as the operand PERSON.
tl::expected<NamedPerson, Failure> open_person(const std::string& config, const std::string& person,
                                               Language language);
// Beside a list: a warning for each record that could not be read.
ExitCode print_unread(const store::PersonRecords& records, Language language);
// Beside what opens something: the insurer is not entered.
diag::Result<Notices> insurer_notices(const store::Store& store, const std::string& insurer,
                                      Language language);
// Of a command that changes records: whether servers decide by them. And what else is to be said.
ExitCode print_entered(const Installation& installation, Notices more, Language language);

// A person's number as a command takes it. `name`: of the operand or option, for the finding.
diag::Result<documents::PersonNumber> read_person_operand(const std::string& operand,
                                                          const std::string& name);

// Free text of an option; `-` reads a line of standard input, so that it stands in no list of processes.
std::string read_text_operand(const std::string& text);

} // namespace renkei::online
