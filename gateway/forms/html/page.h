// A whole page: what stands around its content, on a screen and on paper, and what a browser may do with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace renkei::html {

struct PageLink {
    std::string url{};
    std::string text{};
    bool is_here = false; // it is the page on which it stands
    bool saves = false;   // a file
};

// What only the gateway that serves a page knows. A page without it is a file that needs nothing else.
struct PageHead {
    std::string gateway{};            // its name
    std::string caller{};             // who is logged in: the peer
    std::string user{};               // and the person at it; empty: not known
    std::string caution{};            // for this caller on every page; empty: none
    std::vector<PageLink> way_back{}; // to the list, to the person; the first is the gateway's own page
    std::string stylesheet{};         // its address
    std::vector<PageLink> views{};    // the other ways to see the document: what is there, for this reader
};

struct PageFrame {
    std::string_view title{};
    std::string_view sheet{}; // above each sheet of paper beside the title: whom the page is about
    std::string_view look{};  // class of the body: "own", "full", "broad-sheet"
    std::string style{};      // of this page alone
    bool has_forms = false;   // that are sent to the gateway
    std::string_view language = "ja";
};

// Up to and with <main>.
std::string begin_page(const PageFrame& frame, const PageHead* head = nullptr);
std::string end_page();
// The views of a document, where a page shows one; empty: of a file, or there are none.
std::string views_html(const PageHead* head);

// Content-Security-Policy of a page, as the page says it itself: nothing but its own style. With what only a
// header can say.
std::string policy_of_page(std::string_view page);   // that begin_page() began
inline constexpr std::string_view policy_of_others = // a page that is not ours
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

// The look of all pages, and the name under which a gateway serves it: another one for each other look.
std::string_view stylesheet();
std::string_view stylesheet_name();

// Style of printed sheets: each has both texts above, and below its number of all. `page`: of those sheets
// only that have this name.
std::string sheet_style(std::string_view left, std::string_view right, std::string_view page = {});

} // namespace renkei::html
