// Brings a differential into the base's elements.
#pragma once

#include "gateway/profiles/constrain.h"
#include "gateway/profiles/unfold.h"

namespace renkei::profiles {

class Merge {
public:
    Merge(Unfold& unfold, const Constraining& with, const Find& find, bool may_add, std::size_t most)
        : unfold_(unfold)
        , with_(with)
        , find_(find)
        , may_add_(may_add)
        , most_(most) {}

    // root: the base's, with all below it
    void all(Element& root, const Element& wish);
    bool is_too_large() const { return made_ > most_; }

private:
    void element(Element& element, const Element& wish, const std::string& id);
    void children(Element& parent, const Element& wish, const std::string& id);
    void child(Element& parent, const Element& wish, const std::string& id, std::size_t& last);
    void type_slice(Element& choice, const Element& wish, const std::string& id);
    void slices(Element& element, const std::vector<const Element*>& wishes, bool is_closed,
                const std::string& id);
    void say_slicing(Element& element, const std::string& id);
    bool may_begin(const Element& sliced, const Element& wish, bool is_closed, const std::string& id);
    Element new_slice(const Element& sliced, const Element& wish, const std::string& id);
    void add(Element& parent, const Element& wish, const std::string& id);
    void take_element_rules(Draft& draft);
    void grow(const Element& by) { made_ += count_of(by); }

    Unfold& unfold_;
    const Constraining& with_;
    const Find& find_;
    bool may_add_; // a specialization adds elements, a profile does not
    std::size_t most_;
    std::size_t made_ = 0;
};

} // namespace renkei::profiles
