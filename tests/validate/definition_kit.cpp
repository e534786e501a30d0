#include "tests/validate/definition_kit.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/load.h"
#include "gateway/fhir/validate/walk/validator.h"

#include "tests/validate/definitions.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::validate::test {
std::vector<std::string> found_in(std::string_view definition, std::initializer_list<std::string_view> with) {
    packages::Library library(r4());
    auto core = packages::PackageImage::open(RENKEI_BINARY "/share/packages/hl7.fhir.r4.core.pack");
    EXPECT_TRUE(core) << "build the target package_images";
    library.add(std::move(*core));
    library.end_of_shipped();
    for (const std::string_view one : with) {
        auto image = packages::image_of(with_double_quotes(one), "with.json");
        EXPECT_TRUE(image) << one;
        library.add(std::move(*image));
    }
    const ValidationContext context(library);
    const std::string json = with_double_quotes(definition);
    json::Tree tree;
    EXPECT_TRUE(json::Parser(r4().names()).parse(json, tree)) << json;
    diag::Report report;
    Validator(context).validate(tree, {}, report);
    std::vector<std::string> out;
    for (const diag::Finding& finding : report.findings()) {
        const std::string_view id = diag::row(finding.message).id;
        if (id.starts_with("VD") || id.starts_with("profile-")) {
            out.push_back(fmt::format("{} {}", id, finding.where.path));
        }
    }
    return out;
}

std::string value_set(std::string_view more) {
    return fmt::format(
        "{{'resourceType':'ValueSet','url':'http://a.example/ValueSet/v','status':'draft',{}}}", more);
}

std::string code_system(std::string_view more) {
    // the base says how its codes are compared
    const bool is_supplement = more.find("'content':'supplement'") != std::string_view::npos;
    return fmt::format(
        "{{'resourceType':'CodeSystem','url':'http://a.example/CodeSystem/c','status':'draft',{}{}}}",
        is_supplement ? "" : "'caseSensitive':true,", more);
}

std::string profile_on(std::string_view type, std::string_view elements) {
    return fmt::format(
        "{{'resourceType':'StructureDefinition','url':'http://a.example/StructureDefinition/p','name':'P',"
        "'status':'draft','kind':'resource','abstract':false,'type':'{0}','derivation':'constraint',"
        "'baseDefinition':'http://hl7.org/fhir/StructureDefinition/{0}','differential':{{'element':[{1}]}}}}",
        type, elements);
}

} // namespace renkei::validate::test
