#include "tests/validate/questionnaire_kit.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/image_builder.h"
#include "gateway/fhir/validate/walk/validator.h"

#include "tests/validate/definitions.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::validate {
namespace {

void add_packages(packages::Library& library, const std::vector<std::string>& known) {
    for (const std::string_view name : {"hl7.fhir.r4.core", "hl7.fhir.uv.extensions.r4"}) {
        auto image =
            packages::PackageImage::open(RENKEI_BINARY "/share/packages/" + std::string(name) + ".pack");
        EXPECT_TRUE(image) << "build the target package_images";
        library.add(std::move(*image));
    }
    library.end_of_shipped();
    packages::ImageBuilder builder;
    for (const std::string& resource : known) {
        EXPECT_TRUE(builder.add(test::with_double_quotes(resource), "known.json")) << resource;
    }
    auto image = packages::PackageImage::from_bytes(builder.finish());
    EXPECT_TRUE(image);
    library.add(std::move(*image));
}

// item[0].answer[0].valueString is named item[0].answer[0].value here, whatever its type.
void leave_types_out(std::string& place) {
    constexpr std::string_view choice = ".value";
    const std::size_t at = place.find(choice);
    if (at != std::string::npos) {
        const std::size_t type = at + choice.size();
        place.erase(type, std::min(place.find(')', type), place.size() - 1) + 1 - type);
    }
}

std::string line_of(const diag::Finding& finding) {
    std::string place = finding.where.path;
    place.erase(0, place.find('.') == std::string::npos ? place.size() : place.find('.') + 1);
    leave_types_out(place);
    const std::string head = fmt::format("{} {}", row(finding.message).id, to_text(finding.severity));
    return place.empty() ? head : fmt::format("{} {}", head, place);
}

} // namespace

std::string questionnaire(std::string_view items, std::string_view more) {
    return fmt::format(
        "{{'resourceType':'Questionnaire','url':'https://forms.test/q','status':'active',{}'item':[{}]}}",
        more, items);
}

std::string response(std::string_view items, std::string_view more) {
    return fmt::format("{{'resourceType':'QuestionnaireResponse','questionnaire':'https://forms.test/q',"
                       "'status':'completed',{}'item':[{}]}}",
                       more, items);
}

std::string response_in(std::string_view status, std::string_view items) {
    return fmt::format("{{'resourceType':'QuestionnaireResponse','questionnaire':'https://forms.test/q',"
                       "'status':'{}','item':[{}]}}",
                       status, items);
}

std::string said(std::string_view resource, const std::vector<std::string>& known,
                 const ValidationOptions& options) {
    packages::Library library(test::r4());
    add_packages(library, known);
    const ValidationContext context(library);
    const std::string text = test::with_double_quotes(resource);
    json::Parser parser(test::r4().names());
    json::Tree tree;
    diag::Report report;
    EXPECT_TRUE(parser.parse(text, tree)) << text;
    Validator(context).validate(tree, options, report);
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        if (row(finding.message).id.starts_with("VQ")) {
            out += (out.empty() ? "" : "; ") + line_of(finding);
        }
    }
    return out;
}

std::string said_of_answers(std::string_view item, std::string_view answers) {
    return said(response(fmt::format("{{'linkId':'a','answer':[{}]}}", answers)),
                {questionnaire(fmt::format("{{'linkId':'a',{}}}", item))});
}

} // namespace renkei::validate
