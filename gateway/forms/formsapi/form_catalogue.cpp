#include "gateway/core/base/filesystem.h"
#include "gateway/fhir/fhirapi/findings.h"
#include "gateway/forms/formsapi/state.h"
#include "generated/messages/cli.h"

namespace renkei {
namespace {

diag::Result<FormCatalogue::State> open_state(const fs::path& data) {
    if (!data.empty()) {
        TRY(catalogue::Catalogue catalogue, catalogue::Catalogue::open_file(data / "mappings.cache"));
        return FormCatalogue::State{std::move(catalogue), data / "r4.defs"};
    }
    diag::Report none; // only mappings that are compiled here are reported on
    TRY(catalogue::Catalogue catalogue, catalogue::Catalogue::load({}, none));
    return FormCatalogue::State{std::move(catalogue), {}};
}

} // namespace

Result<FormCatalogue> FormCatalogue::open(const fs::path& data) {
    diag::Result<State> state = open_state(data);
    if (!state) {
        return published(state.error());
    }
    if (state->catalogue.plans().empty()) {
        return published(diag::finding(diag::message::no_forms, {.file = data.string()}));
    }
    return FormCatalogue(std::make_shared<const State>(*std::move(state)));
}

std::vector<FormAbout> FormCatalogue::forms() const {
    std::vector<FormAbout> out;
    for (const mapping::Plan& plan : state_->catalogue.plans()) {
        const form::Form& form = plan.form();
        FormAbout& about = out.emplace_back();
        about.id = form.id();
        about.version = form.version();
        about.title = form.text(form.about().title);
        for (const form::Syntax& syntax : form.syntaxes()) {
            about.syntaxes.emplace_back(form.text(syntax.id));
        }
    }
    return out;
}

} // namespace renkei
