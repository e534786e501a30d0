// Terminologies for tests: of a few resources written by hand, of R4, of packages on disk.
#pragma once

#include "gateway/fhir/packages/library.h"
#include "gateway/fhir/terminology/terminology.h"

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::terminology {

const definitions::R4Definitions& r4_defs();

// A library with its terminology.
struct TestLibrary {
    TestLibrary();
    std::unique_ptr<packages::Library> library;
    std::unique_ptr<Terminology> terminology;

    const Terminology* operator->() const { return terminology.get(); }
};

// JSON with ' for ", because these texts are many.
TestLibrary library_of(std::initializer_list<std::string_view> resources);
// The same, as one package after the other: its name, and its resources.
struct TestPackage {
    std::string_view name;
    std::vector<std::string_view> resources;
};
TestLibrary library_of_packages(std::initializer_list<TestPackage> shipped);
TestLibrary shelf_of_files(std::initializer_list<std::filesystem::path> files);
const TestLibrary& r4();            // hl7.fhir.r4.core alone
const TestLibrary& r4_with_packs(); // and HL7's terminology, as programs have it

// "filter_not_supported: concept is-a 1", "" if there is none
std::string to_text(const UncheckedReason& unchecked);

// Each code that the includes of a set name or take from a code system, whether the set has it or not.
void each_candidate(ValueSetHandle set, const std::function<void(const Coding&)>& use);
// Those that it has: "a b c"; " …" behind them if another one is unknown.
std::string members_of(const Terminology& here, std::string_view value_set);

} // namespace renkei::terminology
