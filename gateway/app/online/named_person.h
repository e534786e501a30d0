// The gateway of a command together with the person that it names.
#pragma once

#include "gateway/app/online/command_setup.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/registry/subject.h"

#include <memory>
#include <string>

namespace renkei::online {

struct NamedPerson {
    std::unique_ptr<Installation> installation{};
    documents::PersonNumber number{};

    store::Store& store() const { return installation->store(); }
    seal::Hash hash() const;
    diag::Result<store::PersonRecords> records() const;
};

// `person`: as the operand PERSON. An exit code: what is wrong has been printed.
tl::expected<NamedPerson, ExitCode> open_person(const std::string& config, const std::string& person,
                                                Language language);
// The same for a list.
tl::expected<store::PersonRecords, ExitCode> read_records_of(const std::string& config,
                                                             const std::string& person, Language language);

} // namespace renkei::online
