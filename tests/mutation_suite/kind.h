// How a kind of change is written down: where it fits, and what it makes of the place.
#pragma once

#include "tests/mutation_suite/mutation.h"

#include <span>

namespace renkei::mutation {

// One value of a document.
struct Target {
    std::string path;
    std::string key;     // of the object that holds it, or whose array holds it; empty: the document itself
    Json* parent{};      // nullptr: the document itself
    std::size_t index{}; // in an array
    Json* value{};
    std::string resource; // type of the resource that it is part of
    bool is_resource{};   // it is a resource itself
};

using Applies = bool (*)(const Target&);

// The value is replaced by this JSON text, which may be broken; "{}" in it is the text or number that was
// there.
struct Replacement {
    std::string_view name;
    Applies applies;
    std::string_view json;
};

// An object gets this member; an array that is there gets these elements more.
struct Addition {
    std::string_view name;
    Applies applies;
    std::string_view member;
    std::string_view json;
};

// Anything else. `document` is the whole document.
struct Operation {
    std::string_view name;
    Applies applies;
    void (*apply)(const Target&, Json& document, Random&);
};

std::span<const Replacement> replacements();
std::span<const Addition> additions();
std::span<const Operation> operations();

} // namespace renkei::mutation
