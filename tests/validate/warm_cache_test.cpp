// One cache for all documents of the fixtures hides nothing of the next.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/validate/walk/validator.h"

#include "tests/validate/mutants.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::validate::warm_cache_test {
namespace {

const ValidationContext& context() {
    static const ValidationContext all(test::library());
    return all;
}

// As a gateway asks.
const ValidationOptions options{.best_practice = BestPractice::ignore, .least = diag::Severity::warning};

std::vector<std::string> bundles() {
    std::vector<std::string> out;
    for (const test::Json& document : test::documents_in(RENKEI_KIT)) {
        if (test::type_of(document) == "Bundle") {
            out.push_back(test::text_of(document));
        }
    }
    return out;
}

std::vector<std::string> found(Validator& validator, const std::string& text) {
    json::Parser parser(context().r4().names());
    json::Tree tree;
    EXPECT_TRUE(parser.parse(text, tree)) << text;
    diag::Report report;
    validator.validate(tree, options, report);
    std::vector<std::string> out;
    for (const diag::Finding& finding : report.findings()) {
        out.push_back(fmt::format("{} {} {}", finding.where.path, static_cast<int>(finding.severity),
                                  to_text(finding, diag::Language::english)));
    }
    std::ranges::sort(out);
    return out;
}

TEST(A_warm_cache, hides_nothing_of_documents_that_are_filled_in_otherwise) {
    const std::vector<std::string> originals = bundles();
    Validator warm(context());
    for (int time = 0; time < 2; ++time) {
        for (const std::string& bundle : originals) {
            found(warm, bundle);
        }
    }
    test::Random random(20261124);
    std::size_t findings = 0;
    for (const std::string& bundle : originals) {
        const std::string other = test::with_other_free_texts(bundle, random);
        Validator cold(context());
        const std::vector<std::string> first = found(cold, other);
        EXPECT_EQ(found(warm, other), first) << other;
        findings += first.size();
    }
    EXPECT_GT(originals.size(), 30U);
    EXPECT_GT(findings, originals.size());
}

} // namespace
} // namespace renkei::validate::warm_cache_test
