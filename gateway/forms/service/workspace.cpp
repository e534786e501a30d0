#include "gateway/forms/service/workspace.h"

#include <cassert>

namespace renkei::service {
namespace {

const form::Form& any_form(const catalogue::Catalogue& catalogue) {
    assert(!catalogue.plans().empty());
    return catalogue.plans().front().form();
}

} // namespace

Workspace::Workspace(const catalogue::Catalogue& catalogue, std::filesystem::path r4_file)
    : catalogue_(&catalogue),
      r4_file_(std::move(r4_file)),
      parser_(catalogue.names()),
      record_(any_form(catalogue)),
      other_record_(any_form(catalogue)) {}

diag::Result<Workspace::Fhir*> Workspace::fhir() {
    if (fhir_ == nullptr) {
        TRY(definitions::R4Definitions r4, r4_file_.empty() ? definitions::R4Definitions::open()
                                                            : definitions::R4Definitions::open(r4_file_));
        fhir_ = std::make_unique<Fhir>(std::move(r4));
    }
    return fhir_.get();
}

diag::Result<const definitions::R4Definitions*> Workspace::r4() {
    TRY(const Fhir* const fhir_of_worker, fhir());
    return &fhir_of_worker->r4;
}

diag::Result<void> Workspace::parse_fhir(std::string_view bytes, json::Tree& tree) {
    TRY(Fhir* const fhir_of_worker, fhir());
    return fhir_of_worker->parser.parse(bytes, tree);
}

diag::Result<void> Workspace::read_xml(std::string_view bytes, xml::Document& out, diag::Report& report) {
    TRY(Fhir* const fhir_of_worker, fhir());
    return fhir_of_worker->reader.read(bytes, out, report);
}

mapping::Fill& Workspace::fill(const mapping::Plan& plan) {
    std::optional<mapping::Fill>& fill = engines_[&plan].fill;
    return fill ? *fill : fill.emplace(plan);
}

mapping::Matcher& Workspace::matcher(const mapping::Plan& plan) {
    std::optional<mapping::Matcher>& matcher = engines_[&plan].matcher;
    return matcher ? *matcher : matcher.emplace(plan);
}

const record::Rules& Workspace::rules(const mapping::Plan& plan, const form::Syntax* syntax) {
    return engines_[&plan].rules.try_emplace(syntax, plan.form(), syntax).first->second;
}

record::Writer& Workspace::writer(const form::Form& form, const form::Syntax& syntax,
                                  record::WriteOptions options) {
    return writers_.try_emplace({&syntax, options}, form, syntax, options).first->second;
}

} // namespace renkei::service
