// The XML files of others' suites: what is read without a finding comes back, written from its JSON.
#include "gateway/core/base/file.h"

#include "tests/xml/read.h"

#include <filesystem>
#include <map>

namespace renkei::xml::conformance_test {
namespace {

using Findings = std::map<std::string, std::string>;

// What is truly wrong in them.
const Findings known = {
    {"observation-example.xml", "X032 5:2 Observation.extension[0]"},
    {"tests-fhir-r4.xml", "X019 2:1"}, // no resource
    {"q-enablewhen-2.xml", "X032 709:3 Questionnaire.identifier[0]"},
    {"bundle-dual-subject.xml", "X033 22:5 Bundle.entry[0].resource.subject[1]"},
    {"patient-min-length-profile.xml", "X032 16:7 StructureDefinition.differential.element[0].extension[0]"},
    {"uuid-ext.xml", "X032 6:3 StructureDefinition.version"},
    {"capabilitystatement-measure-processor.xml", "X031 71:3 CapabilityStatement.identifier"}, // came with R5
};

TEST(Conformance, xml_files_of_other_suites_come_back) {
    const fs::path folder = RENKEI_SHARED "/conformance";
    if (!fs::exists(folder)) {
        GTEST_SKIP() << folder << " is not there";
    }
    std::size_t whole = 0;
    Findings reported;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".xml") {
            continue;
        }
        const std::string xml = base::read_file(entry.path()).value();
        const Read first = read(xml);
        if (!first.findings.empty()) {
            reported[entry.path().filename()] = first.findings;
            continue;
        }
        const Written written = write(first.json);
        EXPECT_EQ(written.findings, "") << entry.path();
        const Read second = read(written.xml);
        EXPECT_EQ(second.findings, "") << entry.path();
        EXPECT_EQ(second.json, first.json) << entry.path();
        ++whole;
    }
    EXPECT_EQ(reported, known);
    EXPECT_GE(whole, 138U);
}

} // namespace
} // namespace renkei::xml::conformance_test
