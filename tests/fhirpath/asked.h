// Asking expressions in tests: documents from JSON, results as text.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/fhir/fhirpath/evaluator.h"

#include "tests/definitions/open_r4.h"
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::fhirpath {

// A document that lives as long as the test needs it.
class Document {
public:
    explicit Document(std::string json);
    Item item() const { return resource_item(definitions::r4(), tree_); }
    const json::Tree& tree() const { return tree_; }

private:
    std::string json_;
    json::Tree tree_;
};

const Document&
patient(); // 連携 花子, with a contact, a contained organisation and an extension on her birth date

// Items as "Type text" joined by "; ", or the id of the error's message.
std::string asked(std::string_view expression, const Item& context = {}, Environment* environment = nullptr,
                  const EvaluatorOptions& options = {});
// Without types.
std::string answer(std::string_view expression, const Item& context = {});
// The id of the message that refuses it; empty if nothing does.
std::string refusal(std::string_view expression, const CompileOptions& options = {});

struct Row {
    std::string_view expression;
    std::string_view result;
};

} // namespace renkei::fhirpath
