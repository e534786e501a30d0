// What a released version wrote is read by every later one (docs/decisions/0017-what-a-version-promises.md).
// versions/VERSION.sha256 has the golden bundle of each form at that release. Where fixtures/ has another one
// today, versions/VERSION/ has it as FORM.bundle.json, and its record as FORM.record.txt; neither is renewed.
#include "gateway/core/base/file.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/service/documents.h"
#include "generated/messages/conversion.h"

#include "tests/laws/all_forms.h"
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace renkei::laws::versions_test {
namespace {

namespace fs = std::filesystem;

const fs::path versions = fs::path(RENKEI_SOURCE) / "tests" / "laws" / "versions";

struct Golden {
    fs::path bundle;
    fs::path record;
};

Golden golden_of(const std::string& version, const std::string& form) {
    const fs::path kept = versions / version / (form + ".bundle.json");
    if (fs::exists(kept)) {
        return {kept, versions / version / (form + ".record.txt")};
    }
    return {fs::path(RENKEI_SOURCE) / "fixtures" / form / "full.bundle.json",
            fs::path(RENKEI_KIT) / form / "full.record.txt"};
}

std::string bytes_of(const fs::path& file) {
    const diag::Result<std::string> bytes = base::read_file(file);
    EXPECT_TRUE(bytes) << file;
    return bytes.value_or("");
}

std::string record_in(const std::string& bundle) {
    service::Workspace workspace(all_plans());
    diag::Report report;
    const service::Input input{"bundle.json", bundle};
    service::Documents documents(workspace, input, {}, report);
    const bool is_read = documents.next() && documents.is_usable();
    for (const diag::Finding& finding : report.findings()) {
        const bool is_lost_coding = finding.message == diag::message::loss_unmapped &&
                                    finding.where.path.find(".coding") != std::string::npos;
        EXPECT_TRUE(!is_lost_coding && finding.message != diag::message::loss_constant_differs)
            << diag::to_text(finding, diag::Language::english);
    }
    EXPECT_TRUE(is_read) << (report.empty()
                                 ? ""
                                 : diag::to_text(report.findings().front(), diag::Language::english));
    return is_read ? record::canonical_text(documents.record()) : std::string();
}

void read_version(const fs::path& list) {
    std::ifstream lines(list);
    std::string hash;
    std::string form;
    std::size_t count = 0;
    while (lines >> hash >> form) {
        ++count;
        const Golden golden = golden_of(list.stem().string(), form);
        const std::string bundle = bytes_of(golden.bundle);
        EXPECT_EQ(resources::sha256_hex(bundle), hash)
            << golden.bundle << " is not what " << list.stem()
            << " wrote: put that bundle and its record into " << versions / list.stem();
        EXPECT_EQ(record_in(bundle), bytes_of(golden.record)) << golden.bundle;
    }
    EXPECT_GT(count, 0U) << list;
}

TEST(Versions, golden_bundles_of_every_release_are_read) {
    std::size_t count = 0;
    for (const fs::directory_entry& each : fs::directory_iterator(versions)) {
        if (each.path().extension() == ".sha256") {
            ++count;
            read_version(each.path());
        }
    }
    EXPECT_GT(count, 0U);
}

} // namespace
} // namespace renkei::laws::versions_test
