#include "gateway/network/servertest/convert_cases.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/utf8.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/network/documents/media_type.h"

#include <fmt/format.h>

namespace renkei::servertest {
namespace {

using client::HttpResponse;
using conform::CaseDirection;
using conform::CaseResult;
using conform::ConformCase;

// Several documents may come as one bundle a line.
constexpr std::string_view bundles = "application/fhir+json, application/fhir+ndjson;q=0.9";
constexpr std::string_view json_files = "application/json, application/x-ndjson;q=0.9";

bool is_csv(const form::Syntax* syntax) {
    return syntax != nullptr && syntax->kind != form::SyntaxKind::json;
}

// A form may take both encodings; the file shows which one it is in.
std::string type_of_file(const form::Syntax* syntax, std::string_view bytes) {
    if (!is_csv(syntax)) {
        return "application/json";
    }
    const bool is_utf8 = syntax->encoding == form::Encoding::utf8 && text::is_utf8(bytes);
    const auto encoding = is_utf8 ? text::Encoding::utf8 : text::Encoding::cp932;
    return fmt::format("text/csv;charset={}", documents::charset_of(encoding));
}

CaseResult unknown(diag::Finding why) {
    CaseResult out{.is_known = false};
    out.why.add(std::move(why));
    return out;
}

} // namespace

TestRequest ConvertResults::question(const ConformCase& about, std::string_view bytes) const {
    const mapping::Plan* const plan = catalogue_.find(about.form);
    const form::Syntax* const syntax = plan == nullptr ? nullptr : plan->form().syntax(about.syntax);
    const bool is_backward = about.direction == CaseDirection::backward;
    const std::string_view lenient = about.read_mode == record::ReadMode::lenient ? "&lenient=true" : "";
    return {.method = "POST",
            .url = server_.url(fmt::format("$convert?form={}&to={}{}", about.form,
                                           is_backward ? about.syntax : "fhir", lenient)),
            .content_type = is_backward ? std::string(fhir_json) : type_of_file(syntax, bytes),
            .accept = std::string(!is_backward     ? bundles
                                  : is_csv(syntax) ? "text/csv"
                                                   : json_files),
            // of a form file, it may say what is in it
            .file_name = std::filesystem::path(about.input).filename().string(),
            .about = about.input};
}

CaseResult ConvertResults::of(const ConformCase& about) {
    const diag::Result<std::string> input = base::read_file(kit_.folder / about.input);
    if (!input) {
        return unknown(input.error());
    }
    TestRequest asked = question(about, *input);
    asked.body = *input;
    diag::Result<HttpResponse> response = server_.send(asked);
    if (!response) {
        return unknown(response.error());
    }
    CaseResult out{.name = printed(asked)};
    if (response->status == http_ok) {
        // the name of a file may say what is not in it
        std::string name = text::disposition_file_name(response->field("Content-Disposition"));
        out.result = service::Input{name.empty() ? out.name : std::move(name), std::move(response->body)};
        out.answer = conform::ReportedVerdict::accepted;
    } else if (is_refusal(*response)) {
        out.answer = conform::ReportedVerdict::refused;
        out.why.add(expected_found(asked, "HTTP", "200", summary(*response)));
    } else {
        return unknown(expected_found(asked, "HTTP", "200 | 4xx OperationOutcome", summary(*response)));
    }
    return out;
}

} // namespace renkei::servertest
