// Any bytes as the value of a header, a target or a query: readers give text that is safe to go on with.
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/header_values.h"
#include "gateway/core/text/utf8.h"
#include "gateway/network/client/http_pool.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/http/request.h"
#include "gateway/network/http/request_target.h"
#include "gateway/network/mhd/search/search_request.h"
#include "gateway/network/transports/classify_response.h"

#include "tests/fuzz/target.h"

#include <cstdint>
#include <cstdlib>

namespace renkei::fuzz::http_fields_fuzz {
namespace {

void require(bool fact) {
    if (!fact) {
        std::abort();
    }
}

void require_plain(std::string_view text) {
    require(text::is_utf8(text));
    for (const char c : text) {
        require(static_cast<unsigned char>(c) >= ' ' && c != 0x7F);
    }
}

void file_names(std::string_view input) {
    const std::string name = text::disposition_file_name(input);
    require_plain(name);
    require(name.find('/') == std::string::npos && name.find('\\') == std::string::npos &&
            !name.starts_with('.'));
    require(text::disposition_file_name(text::content_disposition(name)) == name);
}

void targets(std::string_view input) {
    const auto target = http::read_target(input);
    if (!target) {
        require(target.error().status() >= 400);
        return;
    }
    for (const std::string& segment : target->path) {
        require_plain(segment);
        require(segment != "." && segment != "..");
    }
}

void queries(std::string_view input) {
    const auto pairs = http::read_pairs(input);
    if (!pairs) {
        return;
    }
    for (const auto& [name, value] : *pairs) {
        require(text::is_utf8(name) && text::is_utf8(value));
    }
    for (const char* type : {"DocumentReference", "List", "Patient", "Observation"}) {
        for (const mhd::Handling handling : {mhd::Handling::lenient, mhd::Handling::strict}) {
            if (const auto search = mhd::read_search(type, *pairs, handling)) {
                require(search->count <= mhd::max_per_page);
            }
        }
    }
}

void words(std::string_view input) {
    const documents::MediaType type = documents::read_media_type(input);
    if (documents::check_media_type(type)) {
        require(type.other.empty() && type.is_of_r4());
    }
    for (const documents::AcceptedRange& each : documents::read_accept(input)) {
        require(each.quality >= 0 && each.quality <= 1000 && each.other.empty() && each.is_of_r4());
    }
    const std::string_view lines[] = {input};
    if (const auto tags = text::read_entity_tags(lines)) {
        require(tags->is_any || !tags->tags.empty());
        for (const std::string_view tag : tags->tags) {
            require(tag.find('"') == std::string_view::npos && tags->has("W/\"" + std::string(tag) + "\""));
        }
    }
    const double weight = http::weight_of(input, "application/fhir+json");
    require(weight >= 0 && weight <= 1);
    require(transports::retry_after_ms(input, 1'800'000'000'000) >= 0);
    (void)client::parse_http_url(input);
}

} // namespace

FUZZ_TARGET(http_fields)(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    file_names(input);
    targets(input);
    queries(input);
    words(input);
    return 0;
}

} // namespace renkei::fuzz::http_fields_fuzz
