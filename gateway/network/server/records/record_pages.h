// What pages about records have in common: their words, and how they are answered.
#pragma once

#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/sharing/decision.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace renkei::server {

inline std::string japanese(std::string_view kind, std::string_view code) {
    return diag::words_for(kind, code, diag::Language::japanese);
}

inline std::string named_number(const policy::PeerList& peers, const policy::Number& number) {
    const policy::Peer* const peer = ledger::peer_with(peers, number);
    return peer == nullptr || peer->name.empty() ? to_text(number)
                                                 : fmt::format("{}（{}）", peer->name, to_text(number));
}

inline std::string registration_state_word(const sharing::Registration& registration, sharing::Reason state,
                                           const time::Date& today) {
    const bool is_ahead = state == sharing::Reason::not_registered && today < registration.from;
    return japanese("registration", registration.ended ? "registration_ended"
                                    : is_ahead         ? "not_begun"
                                                       : sharing::word_of(state));
}

// The page as it was filled, or with the refusal in its place.
template <class Content>
Response page_response(const Request& request, const diag::Result<void>& filled, Content& page,
                       std::string (*write)(const Content&, const html::PageHead&)) {
    const html::PageHead head = page_head(request, {{request.base + "/work", "業務の一覧"}});
    Response out;
    if (filled) {
        out = html_response(write(page, head), "found");
    } else {
        diag::Report report;
        report.add(http::shown_error(request, filled.error()));
        page.refusal = refusal_text(report);
        out = error_response(request, http_error_of(filled.error()));
        if (wants_page(request)) {
            set_page(out, write(page, head));
        }
    }
    out.with("Cache-Control", "no-store");
    return out;
}

} // namespace renkei::server
