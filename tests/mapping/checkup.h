// The small form of tests/refuse/base at work: a record written as text, filled and matched.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/match/match.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace renkei::mapping {

const definitions::R4Definitions& r4();

// Compiles a folder of mappings; everything wrong with it fails the test.
catalogue::Catalogue compiled(const std::filesystem::path& mappings);

using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class Checkup {
public:
    Checkup();
    const form::Form& form() const { return plan().form(); }
    const Plan& plan() const { return catalogue_.plans().front(); }

    // A record with these values and those of the items that must be filled.
    record::Record record(Values values) const;
    static void set(record::Record& record, record::Row& row, Values values);

    std::string filled(record::Record& record) const;
    // canonical text after fill and match; the loss, if there is any
    std::string come_back(record::Record& record) const { return read(filled(record)); }
    std::string read(const std::string& bundle) const;

private:
    catalogue::Catalogue catalogue_;
};

} // namespace renkei::mapping
