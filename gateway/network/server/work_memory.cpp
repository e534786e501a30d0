#include "gateway/network/server/work_memory.h"

#include "gateway/core/json/parsed_size.h"
#include "gateway/network/server/large_reads.h"

namespace renkei::server {
namespace {

constexpr std::uint64_t uncounted = 1U << 20;   // of each worker
constexpr std::size_t always_small = 16U << 10; // of JSON and XML: no such body takes more

// Documents that are made of a body, and its copies on the way. A row of a form with many items becomes 200
// KB of FHIR.
constexpr std::uint64_t of_row = 224U << 10;
constexpr std::uint64_t of_form = 24; // in sizes of the body, as all others
constexpr std::uint64_t of_fhir = 4;
constexpr std::uint64_t of_xml = 16; // it is written as JSON first
constexpr std::uint64_t of_lines = 4;

char first_character(std::string_view body) {
    const std::size_t first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first == std::string_view::npos ? '\0' : body[first];
}

std::uint64_t memory_of_json(std::string_view body) {
    if (body.size() <= always_small) {
        return 0;
    }
    const bool is_fhir = body.find("\"resourceType\"") != std::string_view::npos;
    return (is_fhir ? of_fhir : of_form) * body.size() + json::parsed_size(body);
}

} // namespace

// As csv::Reader reads: a quote opens a cell only where the cell begins, and behind what is damaged the next
// line is a row again. In lines of JSON every quote is such damage, and its line is a row, too.
std::size_t rows_of(std::string_view body) {
    constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";
    enum class At : std::uint8_t { row, cell, bare, quoted, behind_quote, damage };
    body.remove_prefix(body.starts_with(utf8_bom) ? utf8_bom.size() : 0);
    std::size_t out = 0;
    At at = At::row;
    for (const char c : body) {
        if (at == At::quoted) {
            at = c == '"' ? At::behind_quote : At::quoted;
        } else if (c == '\n' || c == '\r') {
            out += at == At::row ? 0 : 1;
            at = At::row;
        } else if (at == At::damage) {
            continue;
        } else if (c == '"') {
            at = at == At::bare ? At::damage : At::quoted; // behind a quote: a doubled one
        } else if (at == At::behind_quote && c != ',') {
            at = At::damage;
        } else {
            at = c == ',' ? At::cell : At::bare;
        }
    }
    return out + (at == At::row ? 0 : 1);
}

std::uint64_t work_memory(std::string_view body) {
    const char first = first_character(body);
    const std::uint64_t bytes = first == '{' || first == '[' ? memory_of_json(body)
                                : first == '<'               ? of_xml * body.size()
                                               : of_row * rows_of(body) + of_lines * body.size();
    return bytes > uncounted ? bytes : 0;
}

std::uint64_t inner_memory(std::string_view file) {
    const std::uint64_t work = work_memory(file);
    return work == 0 ? 0 : work + file.size();
}

HttpResult<documents::WorkRequest> reserved_work(const Request& request, std::uint64_t inner) {
    documents::WorkRequest out = work_of(request);
    out.memory = work_memory(request.body) + inner;
    TRY_VOID(request.memory.cover(request.body.size() + out.memory));
    return out;
}

} // namespace renkei::server
