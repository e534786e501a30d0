// Findings of resources, validated by R4 and by small profiles of a test's own.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/validate/walk/options.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate::test {

// What the validator says of severity warning or worse, but for missing narrative and for code systems that a
// test made up: "V012 Patient.foo". Single quotes stand for double ones. `definitions` are loaded beside R4.
std::vector<std::string> findings_of(std::string_view resource,
                                     const std::vector<std::string>& definitions = {},
                                     const ValidationOptions& options = {});

// The same of a validator that has met a document of which nothing was to be said often enough to know its
// resources.
std::vector<std::string> findings_after(std::string_view known, std::string_view resource,
                                        const std::vector<std::string>& definitions);

// How many such findings there are, by one validator, asked in these ways one after the other.
std::vector<std::size_t> alternately(std::string_view resource, const std::vector<ValidationOptions>& ways);

// How bad the findings with this id are.
std::vector<diag::Severity> severities(std::string_view id, std::string_view resource,
                                       const ValidationOptions& options);

// All that the validator says, and how much it leaves out.
diag::Report report_of(std::string_view resource, const ValidationOptions& options,
                       const std::vector<std::string>& definitions = {});
// How often a validator says a message of any severity: "V003".
std::size_t count_of(std::string_view id, std::string_view resource,
                     const std::vector<std::string>& definitions, const ValidationOptions& options = {});

// The bytes that one validator holds more after it has validated these resources.
std::size_t bytes_kept_of(const std::vector<std::string>& resources);

// A profile on `type` with this differential; its URL is http://x.jp/p.
std::string profile(std::string_view type, std::string_view elements, std::string_view more = "");
// Claims that profile.
constexpr std::string_view claim = "'meta':{'profile':['http://x.jp/p']}";

} // namespace renkei::validate::test
