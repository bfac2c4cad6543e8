package io.nexusmcp.demo;

import java.util.Arrays;

/** A unit of measure: how many of its quantity's base unit it holds, and where its zero lies. */
enum Unit {
    METRE("m", Quantity.LENGTH, 1, 0),
    KILOMETRE("km", Quantity.LENGTH, 1000, 0),
    CENTIMETRE("cm", Quantity.LENGTH, 0.01, 0),
    INCH("in", Quantity.LENGTH, 0.0254, 0),
    FOOT("ft", Quantity.LENGTH, 0.3048, 0),
    MILE("mi", Quantity.LENGTH, 1609.344, 0),
    KILOGRAM("kg", Quantity.MASS, 1, 0),
    GRAM("g", Quantity.MASS, 0.001, 0),
    POUND("lb", Quantity.MASS, 0.45359237, 0),
    OUNCE("oz", Quantity.MASS, 0.028349523125, 0),
    KELVIN("K", Quantity.TEMPERATURE, 1, 0),
    CELSIUS("C", Quantity.TEMPERATURE, 1, 273.15),
    FAHRENHEIT("F", Quantity.TEMPERATURE, 5.0 / 9, 459.67 * 5 / 9);

    private enum Quantity {
        LENGTH,
        MASS,
        TEMPERATURE
    }

    private final String symbol;
    private final Quantity quantity;
    private final double size;
    private final double zero;

    Unit(String symbol, Quantity quantity, double size, double zero) {
        this.symbol = symbol;
        this.quantity = quantity;
        this.size = size;
        this.zero = zero;
    }

    static Unit of(String symbol) {
        return Arrays.stream(values())
                .filter(unit -> unit.symbol.equals(symbol))
                .findFirst()
                .orElseThrow(() -> new ToolFailure("There is no such unit here"));
    }

    String symbol() {
        return symbol;
    }

    double convert(double value, Unit to) {
        if (quantity != to.quantity) {
            throw new ToolFailure("These units measure different things");
        }
        double result = (value * size + zero - to.zero) / to.size;
        return Math.round(result * 1e9) / 1e9;
    }
}
