#include "gateway/fhir/fhirapi/findings.h"
#include "gateway/forms/formsapi/state.h"
#include "gateway/forms/service/convert.h"

#include <renkei/forms/converter.h>

namespace renkei {
namespace {

service::ConvertOptions options_of(const ConversionOptions& options) {
    service::ConvertOptions out;
    out.read.form = options.form;
    out.read.read_mode = options.accept_deviations ? record::ReadMode::lenient : record::ReadMode::strict;
    if (options.encoding) {
        out.read.encoding =
            *options.encoding == CsvEncoding::utf8 ? text::Encoding::utf8 : text::Encoding::cp932;
    }
    out.to = service::parse_target_spec(options.to);
    out.rules = options.convert_despite_rules ? service::BrokenRules::report : service::BrokenRules::refuse;
    out.on_loss = options.refuse_loss ? service::OnLoss::refuse : service::OnLoss::report;
    out.layout = options.indented ? service::Layout::indented : service::Layout::compact;
    out.rebuild = options.rebuild;
    return out;
}

} // namespace

struct Converter::State {
    explicit State(FormCatalogue opened)
        : catalogue(std::move(opened)),
          workspace(catalogue.state()->catalogue, catalogue.state()->r4_file) {}

    FormCatalogue catalogue; // outlives the workspace
    service::Workspace workspace;
};

Converter::Converter(FormCatalogue catalogue) : state_(std::make_unique<State>(std::move(catalogue))) {}
Converter::Converter(Converter&&) noexcept = default;
Converter& Converter::operator=(Converter&&) noexcept = default;
Converter::~Converter() = default;

Conversion Converter::convert(std::string_view bytes, const std::string& name,
                              const ConversionOptions& options) {
    const service::Input input{.name = name, .bytes = std::string(bytes)};
    service::Outcome outcome = service::convert(state_->workspace, input, options_of(options));
    Conversion out{.is_converted = outcome.status == service::OutcomeStatus::done,
                   .findings = published(outcome.report)};
    for (service::OutputDocument& document : outcome.documents) {
        out.documents.push_back({.name = std::move(document.name),
                                 .kind = std::move(document.kind),
                                 .bytes = std::move(document.bytes)});
    }
    return out;
}

} // namespace renkei
