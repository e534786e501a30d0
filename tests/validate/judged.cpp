#include "tests/validate/judged.h"

#include "gateway/json/parser.h"
#include "gateway/packages/load.h"
#include "gateway/validate/validator.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::validate::test {
namespace {

const defs::Defs& r4() {
    static const auto defs = defs::Defs::open(RENKEI_BINARY "/share/r4.defs");
    return *defs;
}

std::string with_double_quotes(std::string_view text) {
    std::string out(text);
    std::ranges::replace(out, '\'', '"');
    return out;
}

bool is_worth_saying(const diag::Finding& finding) {
    return finding.severity != diag::Severity::information &&
           (finding.args.empty() || finding.args[0] != "dom-6");
}

} // namespace

std::vector<std::string> judged(std::string_view resource, const std::vector<std::string>& definitions,
                                const Options& options) {
    packages::Library library(r4());
    auto core = packages::Image::open(RENKEI_BINARY "/share/packages/hl7.fhir.r4.core.pack");
    EXPECT_TRUE(core) << "build the target package_images";
    library.add(std::move(*core));
    for (const std::string& definition : definitions) {
        auto image = packages::image_of(with_double_quotes(definition), "definition.json");
        EXPECT_TRUE(image) << definition;
        library.add(std::move(*image));
    }
    const Knowledge knowledge(library);
    const std::string json = with_double_quotes(resource);
    json::Tree tree;
    EXPECT_TRUE(json::Parser(r4().names()).parse(json, tree)) << json;
    diag::Report report;
    Validator(knowledge).validate(tree, options, report);
    std::vector<std::string> out;
    for (const diag::Finding& finding : report.findings()) {
        if (is_worth_saying(finding)) {
            out.push_back(fmt::format("{} {}", diag::row(finding.message).id, finding.where.path));
        }
    }
    return out;
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
