#include "tests/validate/findings_of.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/load.h"
#include "gateway/fhir/validate/walk/validator.h"
#include "generated/messages/validate.h"

#include "tests/validate/definitions.h"
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <optional>

namespace renkei::validate::test {
namespace {

bool is_worth_saying(const diag::Finding& finding) {
    return finding.severity != diag::Severity::information &&
           (finding.args.empty() || finding.args[0] != "dom-6") &&
           finding.message != message::validate_code_system_unknown;
}

// A validator that knows R4 and these definitions.
class TestValidator {
public:
    explicit TestValidator(const std::vector<std::string>& definitions) : library_(r4()) {
        auto core = packages::PackageImage::open(RENKEI_BINARY "/share/packages/hl7.fhir.r4.core.pack");
        EXPECT_TRUE(core) << "build the target package_images";
        library_.add(std::move(*core));
        for (const std::string& definition : definitions) {
            auto image = packages::image_of(with_double_quotes(definition), "definition.json");
            EXPECT_TRUE(image) << definition;
            library_.add(std::move(*image));
        }
        context_.emplace(library_);
        validator_.emplace(*context_);
    }

    // Everything it says; what is not worth saying behind a dash.
    std::vector<std::string> ask(std::string_view resource, const ValidationOptions& options) {
        const diag::Report found = report(resource, options);
        std::vector<std::string> out;
        for (const diag::Finding& finding : found.findings()) {
            out.push_back(fmt::format("{}{} {}", is_worth_saying(finding) ? "" : "-",
                                      diag::row(finding.message).id, finding.where.path));
        }
        return out;
    }

    diag::Report report(std::string_view resource, const ValidationOptions& options) {
        const std::string text = with_double_quotes(resource);
        json::Tree tree;
        EXPECT_TRUE(json::Parser(r4().names()).parse(text, tree)) << text;
        diag::Report out;
        validator_->validate(tree, options, out);
        return out;
    }

private:
    packages::Library library_;
    std::optional<ValidationContext> context_;
    std::optional<Validator> validator_;
};

std::vector<std::string> worth_saying(std::vector<std::string> all) {
    std::erase_if(all, [](const std::string& one) { return one.starts_with('-'); });
    return all;
}

} // namespace

std::vector<std::string> findings_of(std::string_view resource, const std::vector<std::string>& definitions,
                                     const ValidationOptions& options) {
    TestValidator validator(definitions);
    const std::vector<std::string> all = validator.ask(resource, options);
    for (int again = 0; again < 3; ++again) { // what it remembers changes nothing
        EXPECT_EQ(validator.ask(resource, options), all) << resource;
    }
    return worth_saying(all);
}

diag::Report report_of(std::string_view resource, const ValidationOptions& options,
                       const std::vector<std::string>& definitions) {
    return TestValidator(definitions).report(resource, options);
}

std::size_t count_of(std::string_view id, std::string_view resource,
                     const std::vector<std::string>& definitions, const ValidationOptions& options) {
    const diag::Report found = report_of(resource, options, definitions);
    return static_cast<std::size_t>(std::ranges::count_if(
        found.findings(), [&](const diag::Finding& it) { return diag::row(it.message).id == id; }));
}

std::vector<std::string> findings_after(std::string_view known, std::string_view resource,
                                        const std::vector<std::string>& definitions) {
    const ValidationOptions options{.best_practice = BestPractice::ignore, .least = diag::Severity::warning};
    TestValidator validator(definitions);
    for (int time = 0; time < 3; ++time) {
        EXPECT_EQ(validator.ask(known, options), std::vector<std::string>()) << known;
    }
    std::vector<std::string> out = validator.ask(resource, options);
    EXPECT_EQ(out, TestValidator(definitions).ask(resource, options)) << resource;
    return out;
}

std::vector<std::size_t> alternately(std::string_view resource, const std::vector<ValidationOptions>& ways) {
    TestValidator validator({});
    std::vector<std::size_t> out;
    for (const ValidationOptions& options : ways) {
        out.push_back(worth_saying(validator.ask(resource, options)).size());
    }
    return out;
}

std::vector<diag::Severity> severities(std::string_view id, std::string_view resource,
                                       const ValidationOptions& options) {
    const diag::Report found = TestValidator({}).report(resource, options);
    std::vector<diag::Severity> out;
    for (const diag::Finding& finding : found.findings()) {
        if (diag::row(finding.message).id == id) {
            out.push_back(finding.severity);
        }
    }
    return out;
}

std::size_t bytes_kept_of(const std::vector<std::string>& resources) {
    TestValidator validator({});
    static_cast<void>(validator.report(resources.front(), {})); // what every document of the kind needs
    const std::size_t before = ::mallinfo2().uordblks;
    for (const std::string& each : resources) {
        static_cast<void>(validator.report(each, {}));
    }
    const std::size_t after = ::mallinfo2().uordblks;
    return after - std::min(before, after);
}

std::string profile(std::string_view type, std::string_view elements, std::string_view more) {
    return fmt::format(
        "{{'resourceType':'StructureDefinition','id':'p','url':'http://x.jp/p','name':'P','status':'draft',"
        "'kind':'resource','abstract':false,'type':'{}',"
        "'baseDefinition':'http://hl7.org/fhir/StructureDefinition/{}','derivation':'constraint'{}{},"
        "'differential':{{'element':[{}]}}}}",
        type, type, more.empty() ? "" : ",", more, elements);
}

} // namespace renkei::validate::test
