// Whatever a form can say, its document keeps FHIR's rules and our own profiles'.
#include "gateway/core/base/file.h"
#include "gateway/fhir/validate/walk/validator.h"
#include "gateway/forms/publish/package.h"
#include "gateway/forms/service/definitions.h"
#include "generated/messages/validate.h"

#include "tests/laws/document.h"
#include "tests/laws/law.h"
#include "tests/support/temporary_folder.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace renkei::laws::validity_test {
namespace {

service::Definitions open(const std::vector<fs::path>& packages) {
    setenv("RENKEI_DATA", RENKEI_BINARY "/share", 0);
    diag::Report report;
    auto opened = service::Definitions::open({.packages = packages}, report);
    EXPECT_TRUE(opened) << shown(report);
    return std::move(*opened);
}

const service::Definitions& definitions() {
    static const auto opened = open({});
    return opened;
}

// No package of the product has the worked example; its own is made from its mapping.
const service::Definitions& definitions_of_example() {
    static const auto opened = [] {
        diag::Report report;
        const auto package = publish::make_package(
            {.mappings = RENKEI_SOURCE "/mappings/example", .profiles = RENKEI_SOURCE "/profiles"},
            definitions().r4(), report);
        const test::TemporaryFolder folder;
        const fs::path file = folder.path() / "example.tgz";
        EXPECT_TRUE(package && base::write_file(file, *package->archive(), base::Overwrite::no))
            << shown(report);
        return open({file});
    }();
    return opened;
}

// A resource without narrative is what dom-6 advises against; the composition's sections state everything
// once, and repeating it in each resource would double the document.
constexpr auto best_practice = validate::BestPractice::information;

// Is the finding about what the sender wrote, not about what the mapping made of it? Texts stand in the
// document as they are, and a period that ends before it begins is refused by the form's rules.
bool is_of_the_sender(const diag::Finding& finding) {
    const bool is_period = !finding.args.empty() && finding.args.front() == "per-1";
    return finding.message == diag::message::validate_space_around || is_period;
}

class LawValidator {
public:
    explicit LawValidator(const service::Definitions& definitions)
        : validator_(definitions.context()),
          parser_(definitions.r4().names()) {}

    std::string validator(const std::string& bundle, const std::string& profile) {
        if (!parser_.parse(bundle, tree_)) {
            return "no JSON";
        }
        diag::Report report;
        validate::ValidationOptions options;
        options.best_practice = best_practice;
        options.profiles = {profile};
        validator_.validate(tree_, options, report);
        std::string out;
        for (const diag::Finding& finding : report.findings()) {
            const bool is_ours =
                finding.severity != diag::Severity::information && !is_of_the_sender(finding);
            if (is_ours) {
                out += diag::to_text(finding, diag::Language::english) + "\n";
            }
        }
        return out;
    }

private:
    validate::Validator validator_;
    json::Parser parser_;
    json::Tree tree_;
};

// Forms that only tests know are not in the package.
bool is_published(const LoadedForm& form) {
    return fs::exists(fs::path(RENKEI_SOURCE) / "mappings" / form.folder);
}
bool is_example(const LoadedForm& form) {
    return fs::exists(fs::path(RENKEI_SOURCE) / "mappings/example" / form.folder);
}

std::string bundle_profile(const form::Form& form) {
    std::string id(form.id());
    std::ranges::replace(id, '_', '-');
    return std::string(form.text(form.about().base)) + "StructureDefinition/kaigo-" + id + "-bundle";
}

TEST(Validity, every_document_of_a_form_is_valid_without_a_warning) {
    LawValidator validator(definitions());
    LawValidator of_example(definitions_of_example());
    holds(
        [&](Lens& lens, record::Record& record, Random&) {
            const std::string profile = bundle_profile(lens.form());
            return is_published(lens.loaded()) ? validator.validator(lens.fill(record), profile)
                   : is_example(lens.loaded()) ? of_example.validator(lens.fill(record), profile)
                                               : std::string();
        },
        {.every = 4, .forms = Forms::ours});
}

TEST(Validity, a_section_entry_of_another_kind_is_refused) {
    LawValidator validator(definitions());
    const LoadedForm& form = *std::ranges::find_if(all_forms(), is_published);
    Lens lens(form);
    record::Record record(form.form());
    make_record(any_record(form.form(), 0), record);
    Json bundle = parse(lens.fill(record));
    EXPECT_EQ(validator.validator(dump(bundle), bundle_profile(form.form())), "");
    for (Json& entry : bundle.find("entry")->elements) {
        Json* resource = entry.find("resource");
        if (Json* meta = resource->find("meta");
            meta != nullptr && resource->text_of("resourceType") == "Patient") {
            meta->find("profile")->elements.clear();
            resource->find("name")->elements.clear();
            resource->find("identifier")->elements.clear();
            resource->add("deceasedDateTime", Json::string("unknown"));
        }
    }
    EXPECT_NE(validator.validator(dump(bundle), bundle_profile(form.form())), "");
}

} // namespace
} // namespace renkei::laws::validity_test
