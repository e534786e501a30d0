#include "tests/validate/bundle_kit.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/validate/walk/validator.h"

#include "tests/validate/definitions.h"
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::validate::test {
namespace {

const ValidationContext& r4_context() {
    static packages::Library library(r4());
    static const ValidationContext context = [] {
        auto image = packages::PackageImage::open(RENKEI_BINARY "/share/packages/hl7.fhir.r4.core.pack");
        EXPECT_TRUE(image) << "build the target package_images";
        library.add(std::move(*image));
        return ValidationContext(library);
    }();
    return context;
}

std::string id_member(std::string_view id) { return id.empty() ? "" : fmt::format(",'id':'{}'", id); }

std::string and_more(std::string_view more) { return more.empty() ? "" : fmt::format(",{}", more); }

Ids broken(Validator& validator, const json::Tree& tree) {
    diag::Report report;
    validator.validate(tree, {}, report);
    Ids out;
    for (const diag::Finding& finding : report.findings()) {
        const std::string_view id = diag::row(finding.message).id;
        if (id.starts_with("VB")) {
            out.push_back(fmt::format("{} {}", id, finding.where.path));
        }
    }
    return out;
}

} // namespace

Ids broken(std::string_view resource) {
    std::string json(resource);
    std::ranges::replace(json, '\'', '"');
    json::Tree tree;
    EXPECT_TRUE(json::Parser(r4_context().r4().names()).parse(json, tree)) << json;
    Validator validator(r4_context());
    const Ids out = broken(validator, tree);
    for (int again = 0; again < 3; ++again) { // what it remembers changes nothing
        EXPECT_EQ(broken(validator, tree), out) << json;
    }
    return out;
}

std::string bundle(std::string_view type, std::initializer_list<std::string> entries, std::string_view more) {
    return fmt::format("{{'resourceType':'Bundle','type':'{}','timestamp':'2026-04-01T00:00:00Z',"
                       "'identifier':{{'system':'urn:ietf:rfc:3986','value':'urn:x:1'}}{},'entry':[{}]}}",
                       type, and_more(more), fmt::join(entries, ","));
}

std::string entry(std::string_view full_url, std::string_view resource) {
    const std::string url = full_url.empty() ? "" : fmt::format("'fullUrl':'{}',", full_url);
    return fmt::format("{{{}'resource':{}}}", url, resource);
}

std::string patient(std::string_view id, std::string_view more) {
    return fmt::format("{{'resourceType':'Patient'{}{}}}", id_member(id), and_more(more));
}

std::string composition(std::string_view id, std::string_view more) {
    return fmt::format(
        "{{'resourceType':'Composition'{},'status':'final','type':{{'text':'x'}},'date':'2026-04-01',"
        "'title':'x'{}}}",
        id_member(id), and_more(more));
}

std::string observation(std::string_view id, std::string_view subject, std::string_view more) {
    return fmt::format(
        "{{'resourceType':'Observation'{},'status':'final','code':{{'text':'x'}},'subject':{}{}}}",
        id_member(id), reference(subject), and_more(more));
}

std::string reference(std::string_view to) { return fmt::format("{{'reference':'{}'}}", to); }

std::string text(std::string_view div) {
    return fmt::format(
        "'text':{{'status':'generated','div':'<div xmlns=\\'http://www.w3.org/1999/xhtml\\'>{}</div>'}}",
        div);
}

} // namespace renkei::validate::test
