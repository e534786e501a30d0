#include "tests/fhirpath/asked.h"

namespace renkei::fhirpath {

Document::Document(std::string json) : json_(std::move(json)) {
    json::Parser parser(definitions::r4().names());
    const auto read = parser.parse(json_, tree_);
    EXPECT_TRUE(read) << json_;
}

const Document& patient() {
    static const Document document(R"({
        "resourceType": "Patient", "id": "hanako", "meta": {"versionId": "1"},
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">連携 花子</div>"},
        "contained": [{"resourceType": "Organization", "id": "org", "name": "連携病院"}],
        "active": true,
        "name": [
            {"use": "official", "family": "連携", "given": ["花子", "はな"], "_given": [null, {"id": "g2"}]},
            {"use": "usual", "text": "はなちゃん"}
        ],
        "gender": "female",
        "birthDate": "1950-04-01",
        "_birthDate": {"extension": [{"url": "urn:time", "valueDateTime": "1950-04-01T06:30:00+09:00"}]},
        "multipleBirthInteger": 2,
        "contact": [{"name": {"family": "介護", "given": ["太郎"]}}],
        "managingOrganization": {"reference": "#org"},
        "extension": [
            {"url": "urn:weight", "valueQuantity": {"value": 50.50, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}},
            {"url": "urn:age", "valueAge": {"value": 75, "system": "http://unitsofmeasure.org", "code": "a"}}
        ]
    })");
    return document;
}

std::string asked(std::string_view expression, const Item& context, Environment* environment,
                  const EvaluatorOptions& options) {
    const auto compiled = compile(expression, definitions::r4());
    if (!compiled) {
        return std::string(diag::row(compiled.error().message).id);
    }
    Evaluator evaluator(definitions::r4(), options);
    const auto result = evaluator.evaluate(*compiled, {.context = context, .environment = environment});
    if (!result) {
        return std::string(diag::row(result.error().message).id);
    }
    std::string out;
    for (const Item& item : *result) {
        out +=
            (out.empty() ? "" : "; ") + std::string(type_name(item, definitions::r4())) + " " + to_text(item);
    }
    return out;
}

std::string answer(std::string_view expression, const Item& context) {
    const auto compiled = compile(expression, definitions::r4());
    if (!compiled) {
        return std::string(diag::row(compiled.error().message).id);
    }
    Evaluator evaluator(definitions::r4());
    const auto result = evaluator.evaluate(*compiled, {.context = context});
    if (!result) {
        return std::string(diag::row(result.error().message).id);
    }
    std::string out;
    for (const Item& item : *result) {
        out += (&item == result->data() ? "" : "; ") + to_text(item);
    }
    return out;
}

std::string refusal(std::string_view expression, const CompileOptions& options) {
    const auto compiled = compile(expression, definitions::r4(), options);
    return compiled ? std::string() : std::string(diag::row(compiled.error().message).id);
}

} // namespace renkei::fhirpath
