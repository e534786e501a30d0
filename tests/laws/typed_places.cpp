#include "tests/laws/typed_places.h"

#include <gtest/gtest.h>

namespace renkei::laws {
namespace {

using definitions::Element;
using definitions::TypeId;
using definitions::TypeKind;

class Walk {
public:
    std::vector<TypedPlace> run(const Json& bundle) {
        TypedPlace root{.path = "Bundle", .type = r4().type("Bundle")};
        object(bundle, root);
        return std::move(out_);
    }

private:
    void object(const Json& json, TypedPlace place) {
        const std::string type(r4().name(place.type));
        if (place.keys.empty() || place.keys.back() != type) {
            place.keys.push_back(type);
        }
        out_.push_back(place);
        for (const auto& [key, value] : json.fields) {
            const Element* const element = key.starts_with('_') ? nullptr : r4().find(place.type, key);
            if (element != nullptr && key != "resourceType") {
                field(key, value, *element, place);
            }
        }
    }

    void field(const std::string& key, const Json& value, const Element& element, const TypedPlace& of) {
        TypedPlace here = of;
        here.way.push_back({key, 0});
        here.path += "." + key;
        here.element = &element;
        here.type = element.type;
        for (std::string& each : here.keys) {
            each += "." + key;
        }
        if (value.kind != Json::Kind::array) {
            this->value(value, here);
            return;
        }
        for (std::size_t i = 0; i < value.elements.size(); ++i) {
            TypedPlace each = here;
            each.way.push_back({"", i});
            each.path += "[" + std::to_string(i) + "]";
            this->value(value.elements[i], each);
        }
    }

    void value(const Json& json, TypedPlace place) {
        if (json.is_leaf()) {
            place.is_leaf = true;
            out_.push_back(std::move(place));
            return;
        }
        if (const std::string_view named = json.text_of("resourceType"); !named.empty()) {
            place.keys.clear();
            place.type = r4().type(named);
        }
        const TypeKind kind = r4().kind(place.type);
        if (place.type && kind != TypeKind::primitive) {
            object(json, std::move(place));
        }
    }

    std::vector<TypedPlace> out_;
};

} // namespace

const definitions::R4Definitions& r4() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened);
    return *opened;
}

std::vector<TypedPlace> typed_places(const Json& bundle) { return Walk().run(bundle); }

Json* find(Json& bundle, const Way& way) {
    Json* at = &bundle;
    for (const Step& step : way) {
        if (step.field.empty()) {
            at = step.index < at->elements.size() ? &at->elements[step.index] : nullptr;
        } else {
            at = at->find(step.field);
        }
        if (at == nullptr) {
            return nullptr;
        }
    }
    return at;
}

} // namespace renkei::laws
