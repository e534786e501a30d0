// Which forms have to do with which: compiled once, asked for every document.
#pragma once

#include <deque>
#include <map>
#include <vector>

namespace renkei::form {
class Form;
}

namespace renkei::catalogue {

// Of a version of a form, to all versions of others.
struct FormRelations {
    std::vector<const form::Form*> deletes{};   // whose documents are taken back by one of it
    std::vector<const form::Form*> deletions{}; // whose documents take back one of it
    std::vector<const form::Form*>
        parts{}; // that need it and may be absent: a new one of it replaces them, too
    std::vector<const form::Form*> heads{}; // of which it is such a part
};
using RelationsOfForms = std::map<const form::Form*, FormRelations>;

// The forms outlive it.
RelationsOfForms relations_of(const std::deque<form::Form>& forms);

} // namespace renkei::catalogue
