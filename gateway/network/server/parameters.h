// Checks parameters against their tables: which may repeat, which are known, the size of a page.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/mhd/search/search_request.h"
#include "gateway/network/server/http_names.h"
#include "gateway/network/server/route.h"

namespace renkei::server {

// It is an error if a parameter that can count only once is given twice: one of the two would be ignored,
// and the caller could not see which.
diag::Result<void> check_repeats(ServerContext& gateway, const Request& request,
                                 QueryParameters (*known)(ServerContext&));
// It is an error if the table does not know a parameter, because its meaning would be lost.
diag::Result<void> check_known(ServerContext& gateway, const Request& request,
                               QueryParameters (*known)(ServerContext&));
QueryParameters no_parameters(ServerContext& gateway); // of a route that has none: any is unknown
// As check_known(), with Prefer: handling=strict (R4 search.html#errors); else unknown parameters are
// ignored.
diag::Result<void> check_known_if_strict(ServerContext& gateway, const Request& request,
                                         QueryParameters (*known)(ServerContext&));
QueryParameters answer_parameters(); // in which form a FHIR response comes
// A link to a page may say what the first page was asked for, and in which form it comes: nothing else
// counts.
diag::Result<void> check_beside_page(const Pairs& asked, const Pairs& of_page);
diag::Result<void> check_once(const Request& request, std::string_view name);

// A page may be smaller than requested; the response gives its size.
struct PageSize {
    std::uint32_t usual;
    std::uint32_t most;
};
inline constexpr PageSize page_of_list{50, mhd::max_per_page};
inline constexpr PageSize page_of_history{20, 100};
inline constexpr std::string_view count_name = "_count";
inline constexpr std::string_view page_link_parameter = "_page"; // of FHIR
inline constexpr std::string_view page_link_form = "Bundle.link[relation=next].url: …";

std::string form_of(const PageSize& size); // "1, 2, 3 … (> 200 → 200)"
QueryParameter count_parameter(const PageSize& size);
std::uint32_t read_number(const std::string& text); // of a version; 0: it is none
// at most what a page has; nothing: it is no number above 0
std::optional<std::uint32_t> read_count(std::string_view text, const PageSize& size);

// Does the request prefer this value of that name (RFC 7240, handling=strict)? Of several of one name the
// first one counts.
bool prefers(const Request& request, std::string_view name, std::string_view value);

} // namespace renkei::server
