// Which forms are put side by side on a page, as profiles/side-by-side.tsv says: what is planned and what was
// done, service by service and day by day.
#pragma once

#include "gateway/core/diag/result.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::html {

using ItemPair = std::pair<std::string, std::string>; // item of the first form, item of the second

// Both forms have the items of the rows under the same ids.
struct SideBySide {
    std::string title{};
    std::array<std::string, 2> forms{};
    std::array<std::string, 2> names{}; // what the rows of each are called: 予定, 実績
    // One document names the other: what it is called, sender included, has the values of these items; other
    // items that name it have the same ids.
    std::vector<ItemPair> pairs{};
    std::string month{};
    std::string day{};               // of a row
    std::string count{};             // of a row: how often
    std::vector<std::string> same{}; // of a row: rows in which these are equal are one service
    // How a service is called: items, each of them or several with a wave dash between them.
    std::vector<std::vector<std::string>> shown{};
    // Rows are compared if this item has the number of the office that is in both documents: another office's
    // services stand in another document.
    std::string office{};
    ItemPair office_of_document{};
    // And if this item begins with the kind of service of the document, or services of its kind stand in
    // both: an office has a document for each kind.
    std::string code{};
    ItemPair kind_of_document{};
    std::string not_compared{}; // what the rows say beside their number, in words

    // 0 or 1: the place of a form; 2: it has none here.
    std::size_t place_of(std::string_view form) const;
    // The id here of the item that names the other document under the id `there`.
    std::string_view own_item(std::size_t place, std::string_view there) const;
};

std::string_view side_by_side_table(); // the text of the file
diag::Result<std::vector<SideBySide>> read_side_by_side(std::string_view table);

} // namespace renkei::html
