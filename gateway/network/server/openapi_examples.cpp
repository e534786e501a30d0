#include "gateway/network/server/openapi_examples.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/newform/example_text.h"
#include "gateway/forms/publish/form_schema.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/mhd/metadata/document_view.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/provide/provide_bundle.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

using documents::Content;

constexpr std::string_view example_document = "3fdc72f4-a11d-4a9d-9260-a9f745779e1d";

struct FormExample {
    std::string file{};   // in UTF-8
    std::string bundle{}; // made of it; empty: there is no example
    const form::Form* form = nullptr;
};

std::string without_line_feed(const std::string& text) {
    return text.substr(0, text.find_last_not_of('\n') + 1);
}

// A file whose document is valid.
FormExample example_of(documents::ConversionWorker& worker, const form::Form& form,
                       const form::Syntax& syntax) {
    service::Workspace& converter = worker.converter();
    record::Record record(form);
    newform::fill_with_examples(record);
    diag::Report report;
    FormExample out{.form = &form};
    converter.writer(form, syntax, {text::Encoding::utf8}).write(record, out.file, report);
    service::ConvertOptions options;
    options.read.encoding =
        syntax.kind == form::SyntaxKind::json ? std::nullopt : std::optional(text::Encoding::utf8);
    options.to.syntax = service::fhir_name;
    const service::Outcome made = service::convert(converter, {.name = {}, .bytes = out.file}, options);
    report.append(made.report);
    if (made.documents.size() != 1 || report.at_least(diag::Severity::error)) {
        return {};
    }
    const std::string& bundle = made.documents.front().bytes;
    if (worker.validation().run({.name = {}, .bytes = bundle}, {}).report.at_least(diag::Severity::error)) {
        return {};
    }
    out.bundle = without_line_feed(bundle);
    return out;
}

// May peers send documents of this form? Of its versions the newest.
bool is_offered(const catalogue::Catalogue& catalogue, const mapping::Plan& plan) {
    const form::Form& form = plan.form();
    return !form.is_foreign() && !form.creators().empty() && catalogue.find(form.id()) == &plan;
}

// The one with the smallest document that a gateway takes by itself.
FormExample smallest(documents::ConversionWorker& worker, bool is_csv) {
    FormExample out;
    const catalogue::Catalogue& catalogue = *worker.loaded().catalogue;
    for (const mapping::Plan& plan : catalogue.plans()) {
        const form::Form& form = plan.form();
        const bool stands_alone = form.needs().empty() && form.deletes().empty();
        if (!is_offered(catalogue, plan) || !stands_alone) {
            continue;
        }
        for (const form::Syntax& syntax : form.syntaxes()) {
            if ((syntax.kind != form::SyntaxKind::json) != is_csv) {
                continue;
            }
            FormExample one = example_of(worker, form, syntax);
            if (!one.bundle.empty() && (out.bundle.empty() || one.bundle.size() < out.bundle.size())) {
                out = std::move(one);
            }
        }
    }
    return out;
}

std::string as_json_string(std::string_view text) {
    std::string out;
    json::Writer(out).string(text);
    return out;
}

// The file of the form in the envelopes of IHE MHD.
void add_envelopes(NamedExamples& out, const FormExample& example) {
    store::Version version{.document = std::string(example_document), .number = 1};
    version.form = example.form->id();
    version.form_version = example.form->version();
    version.has_fhir = true;
    const diag::Result<std::unique_ptr<mhd::DocumentView>> view =
        mhd::DocumentView::open(std::move(version), example.bundle);
    if (!view || (*view)->subject() == resources::no_entry) {
        return;
    }
    const json::Tree& tree = (*view)->tree();
    const json::NodeId person = (*view)->resource((*view)->subject());
    const std::string_view number = mhd::text_at(tree, person, "identifier.value");
    if (number.empty()) {
        return;
    }
    const std::string_view csv = documents::media_type(Content::csv);
    out.push_back({"transaction", mhd::provide_bundle(**view, {.bytes = example.file, .media_type = csv})});
    std::string reference;
    json::Writer writer(reference);
    writer.start_object().member("resourceType", "DocumentReference");
    writer.key("masterIdentifier")
        .start_object()
        .member("system", "urn:ietf:rfc:3986")
        .member("value", fmt::format("urn:uuid:{}", example_document))
        .end_object();
    writer.member("status", "current").key("subject").start_object().key("identifier").start_object();
    writer.member("system", mhd::text_at(tree, person, "identifier.system")).member("value", number);
    writer.end_object().end_object().key("content").start_array().start_object().key("attachment");
    writer.start_object()
        .member("contentType", csv)
        .member("data", base::to_base64(example.file))
        .end_object();
    writer.end_object().end_array().end_object();
    out.push_back({"reference", std::move(reference)});
}

NamedExamples make_schemas(const catalogue::Catalogue& catalogue) {
    NamedExamples out;
    for (const mapping::Plan& plan : catalogue.plans()) {
        const form::Form& form = plan.form();
        const auto json = std::ranges::find(form.syntaxes(), form::SyntaxKind::json, &form::Syntax::kind);
        if (is_offered(catalogue, plan) && json != form.syntaxes().end()) {
            out.push_back({std::string(form.id()), publish::openapi_form_schema(
                                                       form, *json, newform::example_document(form, *json))});
        }
    }
    return out;
}

NamedExamples make_examples(documents::ConversionWorker& worker) {
    NamedExamples out;
    if (const FormExample csv = smallest(worker, true); !csv.bundle.empty()) {
        out.push_back({"csv", as_json_string(csv.file)});
        out.push_back({"document", csv.bundle});
        add_envelopes(out, csv);
    }
    if (const FormExample json = smallest(worker, false); !json.bundle.empty()) {
        out.push_back({"form", without_line_feed(json.file)});
    }
    return out;
}

} // namespace

OpenApiOfForms openapi_of_forms(documents::ConversionWorker& worker) {
    return {make_examples(worker), make_schemas(*worker.loaded().catalogue)};
}

} // namespace renkei::server
