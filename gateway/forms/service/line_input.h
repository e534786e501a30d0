// A line of the line worker as one input: a JSON document as it is, or what an object around it carries.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/forms/service/input.h"

#include <optional>
#include <string_view>

namespace renkei::service {

// One per thread.
class LineInput {
public:
    // {"text": …} or {"base64": …}, either with a "name" or without, and with nothing else, is what it
    // carries; every other JSON is a document itself. The names are written without escapes.
    diag::Result<void> read(std::string_view line);

    // What was read last. A CSV in "text" is UTF-8, as JSON is.
    const Input& input() const { return input_; }

private:
    struct Carried {
        json::NodeId text = json::no_node;
        json::NodeId base64 = json::no_node;
        json::NodeId name = json::no_node;
    };
    diag::Result<void> unwrap(const Carried& carried);
    std::optional<Carried> carried() const; // none: the tree is no such object

    json::Parser parser_;
    json::Tree tree_;
    Input input_;
};

} // namespace renkei::service
