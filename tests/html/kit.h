// Pages of documents, and what a test asks of them.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/html/document_page.h"

#include <functional>
#include <string>
#include <string_view>

namespace renkei::html {

const catalogue::Catalogue& product();
const catalogue::Catalogue& example(); // of mappings/example, which says nothing about its page

// A form file, in JSON or in the first syntax of its form.
std::string form_file(std::string_view path); // under the source folder

// The page of the first document in the bytes. `change` may edit the record before.
using Change = std::function<void(record::Record&)>;
std::string page_of(std::string_view form, std::string_view bytes, const Change& change = {});

// The text between two texts; empty if they are not there.
std::string_view between(std::string_view text, std::string_view begin, std::string_view end);

// The section under this heading.
std::string_view section(std::string_view page, std::string_view title);

// What an alert of this name says, as HTML; empty: there is none.
std::string_view alert_of(std::string_view page, std::string_view name);

std::string text_of(std::string_view html); // what a reader sees of it

bool has(std::string_view text, std::string_view part);

// Sets an item of the document, found by its id; an empty text is as if no value had come.
void set(record::Record& record, std::string_view item, std::string_view text);

} // namespace renkei::html
